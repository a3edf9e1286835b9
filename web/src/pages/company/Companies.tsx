// The organisations people belong to, newest first.
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { IconBuilding, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { CompanyView } from '../../api/crm';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { SavedViews } from '../../ui/SavedViews';
import { useFilters } from '../../ui/filters';
import { useCommandForm } from '../../ui/form';
import type { Column } from '../../ui/table';
import { say } from '../../ui/toast';
import { SearchBox } from '../lead/Filters';

const VIEWED = ['q', 'sort'];

export function Page() {
  const [{ q }, set] = useFilters(['q']);
  const [adding, setAdding] = useState(false);
  const list = useList<CompanyView>('/companies', { query: { q } });
  const add = useMay('company.add') ? (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add a company
    </Button>
  ) : null;
  return (
    <>
      <PageHead title="Companies">
        <SavedViews list="companies" names={VIEWED} />
        <Button component={Link} to="/contacts" variant="subtle">
          Contacts
        </Button>
        {add}
      </PageHead>
      <Group mb="md">
        <SearchBox label="Search companies" value={q ?? ''} set={(text) => set({ q: text })} />
      </Group>
      <DataTable
        label="Companies"
        addressed
        list={list}
        columns={useColumns()}
        to={(company) => `/companies/${company.id}`}
        empty={
          <EmptyState
            icon={IconBuilding}
            title={q ? 'No company fits' : 'No company yet'}
            hint="A company appears by itself when somebody names theirs, and gathers its people."
            action={q ? null : add}
          />
        }
      />
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a company">
        <NewForm close={() => setAdding(false)} />
      </Modal>
    </>
  );
}

function useColumns(): Column<CompanyView>[] {
  const { nameOf } = useStaff();
  return [
    { key: 'name', title: 'Name', cell: ({ name }) => name, sort: ({ name }) => name, phone: 'title' },
    {
      key: 'domain',
      title: 'Domain',
      cell: ({ domain }) => domain ?? '–',
      sort: ({ domain }) => domain,
      phone: 'sub',
    },
    { key: 'city', title: 'City', cell: ({ address }) => address?.city || '–', phone: 'end_sub' },
    {
      key: 'owner',
      title: 'Owner',
      cell: ({ owner }) => nameOf(owner) ?? '–',
      sort: ({ owner }) => nameOf(owner),
    },
  ];
}

function NewForm({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const { form, busy, problem, submit } = useCommandForm({
    initial: { name: '', domain: '' },
    needed: { name: 'Give the company a name.' },
    send: async ({ name, domain }) => {
      const body = domain.trim() ? { name, domain } : { name };
      const { answer, undo } = await call<CompanyView>('company.add', body);
      close();
      say(`${answer.name} is added`, undo);
      await navigate({ to: `/companies/${answer.id}` });
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput key={form.key('name')} {...form.getInputProps('name')} label="Name" data-autofocus />
        <TextInput
          key={form.key('domain')}
          {...form.getInputProps('domain')}
          label="Domain"
          placeholder="example.com"
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy}>
          Add company
        </Button>
      </Stack>
    </form>
  );
}
