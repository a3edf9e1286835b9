// A walk-in, a call, a card: a lead in under fifteen seconds. One way to reach them is enough.
import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../api/call';
import type { Page } from '../api/cursor';
import { useView } from '../api/query';
import type { ServiceView } from '../api/views';
import { ProblemNote } from '../ui/ProblemNote';
import { useCommandForm } from '../ui/form';
import { say } from '../ui/toast';
import { show, useSheet } from './desk';
import { recordPath } from './records';

const EMPTY = { name: '', email: '', phone: '', message: '', service: null as string | null };
type Typed = typeof EMPTY;

export function QuickAdd() {
  return (
    <Modal opened={useSheet() === 'add'} onClose={() => show(null)} title="Add a lead">
      <QuickForm />
    </Modal>
  );
}

function check({ name, email, phone }: Typed) {
  return {
    name: name.trim() ? null : 'Who asked? A first name is enough.',
    email: email.trim() || phone.trim() ? null : 'Give an email address or a phone number, so that somebody can answer.',
  };
}

function QuickForm() {
  const navigate = useNavigate();
  const services = useView<Page<ServiceView>>('/services').data?.items ?? [];
  const send = async (typed: Typed) => {
    const given = Object.fromEntries(Object.entries(typed).filter(([, text]) => text?.trim()));
    const { answer, undo } = await call<{ id: string }>('lead.capture', given);
    show(null);
    say(`${typed.name} is captured`, undo);
    const path = recordPath(answer.id);
    if (path) await navigate({ to: path });
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: EMPTY, send, check });
  const field = (path: keyof Typed) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput {...field('name')} label="Name" autoComplete="off" data-autofocus withAsterisk />
        <Group grow align="flex-start" gap="sm">
          <TextInput {...field('email')} label="Email" type="email" inputMode="email" autoComplete="off" />
          <TextInput {...field('phone')} label="Phone" type="tel" autoComplete="off" />
        </Group>
        <Textarea {...field('message')} label="What they want" autosize minRows={2} />
        {services.length > 1 ? (
          <Select {...field('service')} label="Service" clearable data={services.map(({ id, name }) => ({ value: id, label: name }))} />
        ) : null}
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy} mt="xs">Add lead</Button>
      </Stack>
    </form>
  );
}
