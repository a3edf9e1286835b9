// Whom the milestones are invoiced to: what an invoice cannot be issued without is said before it is needed.
import { Anchor, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { call } from '../../api/call';
import type { Buyer as Party, ProjectView } from '../../api/delivery';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { useCommandForm } from '../../ui/form';
import { say, sayProblem } from '../../ui/toast';
import { countryChoices, countryName } from '../setup/countries';
import { missingOf } from './steps';

export function Buyer({ project }: { project: ProjectView }) {
  const [changing, setChanging] = useState(false);
  const may = useMay('project.change_buyer');
  const { buyer } = project;
  const { street, postal_code: code, city, region, country } = buyer.address;
  const lines = [
    buyer.contact_name,
    street,
    [code, city].filter(Boolean).join(' '),
    region,
    countryName(country),
    buyer.vat_id,
  ];
  const missing = missingOf(buyer);
  return (
    <Block
      title="Who pays"
      right={
        may ? (
          <Button size="xs" variant="default" onClick={() => setChanging(true)}>
            Change buyer
          </Button>
        ) : null
      }
    >
      <Stack gap={2}>
        <Text fw={550}>{buyer.name || '–'}</Text>
        {lines.filter(Boolean).map((line) => (
          <Text key={line} size="sm">
            {line}
          </Text>
        ))}
        {missing.length ? (
          <Group gap={8} mt={6}>
            <StatusBadge state="waiting" label={`An invoice needs the ${missing.join(', ')}`} />
            {may ? (
              <Anchor
                component="button"
                type="button"
                size="sm"
                onClick={() => void takeFromRecord(project.id)}
              >
                Take from their record
              </Anchor>
            ) : null}
          </Group>
        ) : null}
      </Stack>
      <Modal opened={changing} onClose={() => setChanging(false)} title="Who pays">
        <BuyerForm project={project.id} buyer={buyer} close={() => setChanging(false)} />
      </Modal>
    </Block>
  );
}

async function takeFromRecord(project: string) {
  try {
    const { answer, undo } = await call<ProjectView>('project.change_buyer', { project });
    const missing = missingOf(answer.buyer);
    say(
      missing.length ? `Their record has no ${missing.join(', ')} either` : 'Taken from their record',
      undo,
    );
  } catch (cause) {
    sayProblem(cause);
  }
}

interface Form {
  project: string;
  buyer: Party;
  close: () => void;
}

const PLACES: Record<string, string> = { 'buyer.name': 'buyer', 'buyer.address.country': 'country' };

function BuyerForm({ project, buyer, close }: Form) {
  const { street, postal_code, city, country } = buyer.address;
  const countries = useMemo(() => countryChoices(), []);
  const { form, busy, problem, submit } = useCommandForm({
    initial: {
      buyer: buyer.name,
      contact_name: buyer.contact_name ?? '',
      street,
      postal_code,
      city,
      country,
      vat_id: buyer.vat_id ?? '',
    },
    needed: { buyer: 'Name whoever pays.' },
    place: (path) => PLACES[path] ?? path,
    send: async (typed) => {
      const { buyer: name, contact_name, vat_id, ...address } = typed;
      const { undo } = await call('project.change_buyer', {
        project,
        buyer: {
          ...buyer,
          name,
          contact_name: contact_name.trim() || null,
          vat_id: vat_id.trim() || null,
          address: { ...buyer.address, ...address },
        },
      });
      close();
      say('Buyer changed', undo);
    },
  });
  const field = (
    path: 'buyer' | 'contact_name' | 'street' | 'postal_code' | 'city' | 'country' | 'vat_id',
  ) => ({ key: form.key(path), ...form.getInputProps(path), autoComplete: 'off' });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          For what is not invoiced yet. Invoices that were issued keep the name they have.
        </Text>
        <TextInput {...field('buyer')} label="Organisation or person" data-autofocus />
        <TextInput {...field('contact_name')} label="Attention of" />
        <TextInput {...field('street')} label="Street and number" />
        <Group grow align="flex-start" gap="sm">
          <TextInput {...field('postal_code')} label="Postal code" />
          <TextInput {...field('city')} label="City" />
        </Group>
        <Group grow align="flex-start" gap="sm">
          <Select {...field('country')} label="Country" data={countries} searchable allowDeselect={false} />
          <TextInput {...field('vat_id')} label="VAT id" />
        </Group>
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Change buyer
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
