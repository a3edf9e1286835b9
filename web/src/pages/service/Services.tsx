// What the business sells; each with the questions and rules that qualify its leads.
import { Button, Modal, Stack, TextInput } from '@mantine/core';
import { IconBriefcase, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { ServiceView } from '../../api/crm';
import { asList } from '../../api/items';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { useCommandForm } from '../../ui/form';
import type { Column } from '../../ui/table';
import { say } from '../../ui/toast';

export function Page() {
  const [adding, setAdding] = useState(false);
  const view = useView<ServiceView[]>('/services');
  const add = useMay('service.add') ? (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add a service
    </Button>
  ) : null;
  return (
    <>
      <PageHead title="Services" sub="What you sell, what is asked first, and what a lead of it is worth.">
        {add}
      </PageHead>
      <DataTable
        label="Services"
        list={asList(view)}
        columns={COLUMNS}
        to={(service) => `/services/${service.id}`}
        empty={
          <EmptyState
            icon={IconBriefcase}
            title="No service yet"
            hint="A service says which questions make a lead real and which rules propose what to do with it."
            action={add}
          />
        }
      />
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a service">
        <NewForm close={() => setAdding(false)} />
      </Modal>
    </>
  );
}

const COLUMNS: Column<ServiceView>[] = [
  {
    key: 'name',
    title: 'Name',
    cell: ({ name }) => name,
    sort: ({ name }) => name,
    width: 'minmax(160px, 2fr)',
    phone: 'title',
  },
  {
    key: 'active',
    title: 'State',
    cell: ({ active }) => (
      <StatusBadge state={active ? 'active' : 'retired'} label={active ? 'Sold' : 'Retired'} />
    ),
    sort: ({ active }) => Number(active),
    width: '120px',
    phone: 'end',
  },
  {
    key: 'asks',
    title: 'Asks',
    cell: ({ questions }) => `${questions.length} ${questions.length === 1 ? 'question' : 'questions'}`,
    sort: ({ questions }) => questions.length,
    phone: 'sub',
  },
  {
    key: 'decides',
    title: 'Decides',
    cell: ({ rules, automatic }) =>
      rules.length === 0
        ? 'A person'
        : `${rules.length} rules, ${automatic ? 'by itself' : 'a person confirms'}`,
  },
  {
    key: 'worth',
    title: 'A lead is worth',
    cell: ({ expected }) => <Money of={expected} />,
    sort: ({ expected }) => expected?.minor,
    end: true,
    phone: 'end_sub',
  },
];

function NewForm({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const { form, busy, problem, submit } = useCommandForm({
    initial: { name: '' },
    needed: { name: 'Give it a name, as customers know it.' },
    send: async ({ name }) => {
      const { answer, undo } = await call<ServiceView>('service.add', { name });
      close();
      say(`${answer.name} is added`, undo);
      await navigate({ to: `/services/${answer.id}` });
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput key={form.key('name')} {...form.getInputProps('name')} label="Name" data-autofocus />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy}>
          Add service
        </Button>
      </Stack>
    </form>
  );
}
