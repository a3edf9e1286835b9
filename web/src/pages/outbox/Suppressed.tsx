// Addresses that get no mail, why, and the way back for each.
import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { recordPath } from '../../shell/records';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { useCommandForm } from '../../ui/form';
import type { Column } from '../../ui/table';
import { say } from '../../ui/toast';

interface Suppression {
  id: string;
  contact: string | null;
  name: string | null;
  address: string | null;
  reason: 'bounced' | 'complaint' | 'manual';
  detail: string;
  since: string;
  lifted_at: string | null;
}

const REASON = { bounced: 'Nobody there', complaint: 'Called it spam', manual: 'We said so' } as const;

const COLUMNS: readonly Column<Suppression>[] = [
  {
    key: 'address',
    title: 'Address',
    width: 'minmax(200px, 2fr)',
    phone: 'title',
    cell: (row) => row.address ?? 'An address nobody here has any more',
    sort: ({ address }) => address,
  },
  { key: 'who', title: 'Whose', cell: (row) => <Whose row={row} />, phone: 'sub' },
  {
    key: 'reason',
    title: 'Why',
    width: '150px',
    cell: ({ reason }) => <StatusBadge state={reason} label={REASON[reason]} tone="bad" />,
    sort: ({ reason }) => reason,
  },
  { key: 'detail', title: 'What was said', width: 'minmax(160px, 2fr)', cell: ({ detail }) => detail },
  {
    key: 'since',
    title: 'Since',
    width: '140px',
    cell: ({ since }) => <When at={since} />,
    sort: ({ since }) => since,
    phone: 'end_sub',
  },
  { key: 'lift', title: '', width: '120px', end: true, cell: (row) => <Lift row={row} />, phone: 'end' },
];

function Whose({ row: { contact, name } }: { row: Suppression }) {
  const path = contact ? recordPath(contact) : undefined;
  return path ? <Link to={path}>{name ?? 'Contact'}</Link> : <>{name ?? '–'}</>;
}

function Lift({ row: { id, lifted_at: lifted } }: { row: Suppression }) {
  const may = useMay('suppression.lift');
  if (lifted) return <StatusBadge state="lifted" label="Lifted" tone="quiet" />;
  if (!may) return null;
  const lift = () => act('suppression.lift', { suppression: id }, { done: 'Mail may go there again' });
  return (
    <Button size="compact-sm" variant="default" onClick={() => void lift()}>
      Allow again
    </Button>
  );
}

export function Page() {
  const list = useList<Suppression>('/suppressions');
  return (
    <>
      <PageHead
        title="Addresses that get no mail"
        sub="Bounces and complaints come here by themselves."
        above={
          <Text size="sm" mb={2}>
            <Link to="/outbox" className="quiet-link">
              Outbox
            </Link>
          </Text>
        }
      />
      {useMay('suppression.add') ? <Add /> : null}
      <DataTable
        label="Addresses that get no mail"
        list={list}
        columns={COLUMNS}
        empty={
          <EmptyState
            icon={IconMailOff}
            title="Every address gets mail"
            hint="An address that bounces is put here, so that your other mail stays believed."
          />
        }
      />
    </>
  );
}

function Add() {
  const send = async ({ address }: { address: string }) => {
    const { undo } = await call('suppression.add', { address: address.trim() });
    form.reset();
    say('This address gets no more mail', undo);
  };
  const needed = { address: 'Type the address.' };
  const { form, busy, problem, submit } = useCommandForm({ initial: { address: '' }, needed, send });
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-start" gap="sm" mb="md">
        <TextInput
          key={form.key('address')}
          {...form.getInputProps('address')}
          aria-label="Address that shall get no more mail"
          placeholder="somebody@example.com"
          type="email"
          inputMode="email"
          style={{ flex: '1 1 240px', maxWidth: 360 }}
        />
        <Button type="submit" variant="default" loading={busy}>
          Send no more mail there
        </Button>
      </Group>
      {problem ? <ProblemNote problem={problem} /> : null}
    </form>
  );
}
