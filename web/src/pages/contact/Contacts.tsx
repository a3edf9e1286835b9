// Everybody we know, newest first; found by any word of name, address or number.
import { Button, Chip, Group, Select } from '@mantine/core';
import { IconAddressBook, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ContactLine } from '../../api/crm';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { DataTable } from '../../ui/DataTable';
import { EditCell } from '../../ui/EditCell';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { SavedViews } from '../../ui/SavedViews';
import { useFilters } from '../../ui/filters';
import { inPlace } from '../../ui/inPlace';
import type { Column } from '../../ui/table';
import { SearchBox } from '../lead/Filters';
import { NewContact } from './NewContact';

const FILTERS = ['q', 'tag', 'owner', 'company'] as const;
const VIEWED = [...FILTERS, 'sort'];

export function Page() {
  const [chosen, set] = useFilters(FILTERS);
  const [adding, setAdding] = useState(false);
  const { choices } = useStaff();
  const list = useList<ContactLine>('/contacts', { query: chosen, nouns: ['intake'] });
  const filtered = Object.keys(chosen).length > 0;
  const add = useMay('contact.add') ? (
    <Button leftSection={<IconPlus size={16} />} variant="default" onClick={() => setAdding(true)}>
      Add a contact
    </Button>
  ) : null;
  return (
    <>
      <PageHead title="Contacts">
        <SavedViews list="contacts" names={VIEWED} />
        <Button component={Link} to="/companies" variant="subtle">
          Companies
        </Button>
        {add}
      </PageHead>
      <Group gap="xs" mb="md">
        <SearchBox label="Search contacts" value={chosen.q ?? ''} set={(q) => set({ q })} />
        <Select
          aria-label="Owner"
          placeholder="Anybody's"
          data={choices}
          value={chosen.owner ?? null}
          onChange={(owner) => set({ owner })}
          clearable
          w={160}
        />
        {chosen.tag ? (
          <Chip checked onChange={() => set({ tag: null })}>
            {chosen.tag}
          </Chip>
        ) : null}
      </Group>
      <DataTable
        label="Contacts"
        addressed
        list={list}
        columns={useColumns()}
        to={(contact) => `/contacts/${contact.id}`}
        empty={
          <EmptyState
            icon={IconAddressBook}
            title={filtered ? 'Nobody fits' : 'Nobody is known yet'}
            hint={
              filtered
                ? 'Try fewer words, or another owner.'
                : 'Everybody who asks becomes a contact by themselves; one record however many doors they came through.'
            }
            action={filtered ? null : add}
          />
        }
      />
      <NewContact opened={adding} close={() => setAdding(false)} />
    </>
  );
}

function Phone({ contact }: { contact: ContactLine }) {
  const { id, display, phone } = contact;
  const save = (typed: string | null) =>
    inPlace(
      'contact.change',
      { contact: id, phone: typed },
      {
        row: contact,
        path: `/contacts/${id}`,
        words: { phone: 'the phone', display: 'the name', email: 'the address', owner: 'the owner' },
        done: 'Phone changed',
      },
    );
  return <EditCell label={`Phone of ${display}`} type="tel" value={phone} save={save} />;
}

function useColumns(): Column<ContactLine>[] {
  const { nameOf } = useStaff();
  const may = useMay('contact.change');
  return [
    {
      key: 'name',
      title: 'Name',
      cell: ({ display }) => display,
      sort: ({ display }) => display,
      width: 'minmax(160px, 1.5fr)',
      phone: 'title',
    },
    {
      key: 'email',
      title: 'Email',
      cell: ({ email }) => email ?? '–',
      sort: ({ email }) => email,
      width: 'minmax(180px, 1.5fr)',
      phone: 'sub',
    },
    {
      key: 'phone',
      title: 'Phone',
      cell: (contact) => (may ? <Phone contact={contact} /> : (contact.phone ?? '–')),
      sort: ({ phone }) => phone,
      phone: 'end_sub',
    },
    {
      key: 'job',
      title: 'Job title',
      cell: ({ job_title: job }) => job ?? '–',
      sort: ({ job_title: job }) => job,
    },
    { key: 'tags', title: 'Tags', cell: ({ tags }) => tags.join(', ') || '–' },
    {
      key: 'owner',
      title: 'Owner',
      cell: ({ owner }) => nameOf(owner) ?? '–',
      sort: ({ owner }) => nameOf(owner),
    },
  ];
}
