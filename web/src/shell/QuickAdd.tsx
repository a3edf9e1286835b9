// A walk-in, a call, a card: a lead in under fifteen seconds. One way to reach them is enough.
import { Button, Group, Modal, Select, Stack, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../api/call';
import type { LeadLine, ServiceView } from '../api/crm';
import type { Page } from '../api/cursor';
import { send } from '../api/http';
import { touched, useView } from '../api/query';
import { sayAndWait } from '../pages/lead/replied';
import { ProblemNote } from '../ui/ProblemNote';
import { useCommandForm } from '../ui/form';
import { say } from '../ui/toast';
import { show, useSheet } from './desk';
import { recordPath } from './records';

const EMPTY = { name: '', email: '', phone: '', company: '', message: '', service: null as string | null };
type Typed = typeof EMPTY;

const DOORS = [
  { value: 'call', label: 'Call' },
  { value: 'walk_in', label: 'Walk-in' },
  { value: 'card', label: 'Card' },
  { value: 'email', label: 'Email' },
  { value: 'referral', label: 'Referral' },
  { value: 'event', label: 'Event' },
] as const;
type Door = (typeof DOORS)[number]['value'];

interface Added {
  intake: string;
  contact: string;
  /** Did we know them before? */
  known: boolean;
}

export function QuickAdd() {
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return (
    <Modal
      opened={useSheet() === 'add'}
      onClose={() => show(null)}
      title="Add a lead"
      fullScreen={phone}
      radius={phone ? 0 : 'lg'}
    >
      <QuickForm />
    </Modal>
  );
}

function check({ name, email, phone }: Typed) {
  const nobody = ![name, email, phone].some((text) => text.trim());
  return { name: nobody ? 'Who asked? A name, an address or a number is enough.' : null };
}

function QuickForm() {
  const navigate = useNavigate();
  const [door, setDoor] = useState<Door>('call');
  const [more, setMore] = useState(false);
  const services = useView<ServiceView[]>('/services', { query: { active: true } }).data ?? [];
  const add = async (typed: Typed) => {
    const given = Object.fromEntries(Object.entries(typed).filter(([, text]) => text?.trim()));
    const { answer } = await call<Added>('intake.quick_add', { channel: door, ...given });
    show(null);
    ['lead', 'contact'].forEach(touched);
    const who = typed.name.trim() || typed.email.trim() || typed.phone.trim();
    const lead = await newestOf(answer.contact);
    if (answer.known)
      sayAndWait(`${who} was known already: a new lead for them`, { lead, contact: answer.contact });
    else say(`${who} is captured`);
    await navigate({ to: recordPath(lead ?? answer.contact) ?? '/leads' });
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: EMPTY, send: add, check });
  const field = (path: keyof Typed) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Doors door={door} set={setDoor} />
        <TextInput
          {...field('name')}
          label="Name"
          autoComplete="off"
          autoCapitalize="words"
          enterKeyHint="next"
          data-autofocus
        />
        <Group grow align="flex-start" gap="sm">
          <TextInput {...field('phone')} label="Phone" type="tel" inputMode="tel" autoComplete="off" />
          <TextInput {...field('email')} label="Email" type="email" inputMode="email" autoComplete="off" />
        </Group>
        <Textarea {...field('message')} label="What they want" autosize minRows={2} />
        {more ? <TextInput {...field('company')} label="Company" autoComplete="off" data-autofocus /> : null}
        {more && services.length > 1 ? (
          <Select
            {...field('service')}
            label="Service"
            clearable
            data={services.map(({ id, name }) => ({ value: id, label: name }))}
          />
        ) : null}
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="space-between" mt="xs">
          {more ? (
            <span />
          ) : (
            <UnstyledButton fz="sm" c="var(--mantine-color-anchor)" mih={24} onClick={() => setMore(true)}>
              Company{services.length > 1 ? ' and service' : ''}
            </UnstyledButton>
          )}
          <Button type="submit" loading={busy}>
            Add lead
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The lead is made in the same transaction as the intake; its id is the newest of the contact. */
async function newestOf(contact: string): Promise<string | undefined> {
  const query = { contact, limit: 1 };
  const found = await send<Page<LeadLine>>('GET', '/leads', { query }).catch(() => null);
  return found?.items[0]?.id;
}

function Doors({ door, set }: { door: Door; set: (door: Door) => void }) {
  return (
    <Group gap={6} role="radiogroup" aria-label="How they came">
      {DOORS.map(({ value, label }) => (
        <Button
          key={value}
          role="radio"
          aria-checked={door === value}
          size="compact-md"
          radius="xl"
          variant={door === value ? 'light' : 'default'}
          onClick={() => set(value)}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
