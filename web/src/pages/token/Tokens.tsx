// API tokens: a program acts for somebody, within a part of what they may do, for a year at most.
import {
  Alert,
  Button,
  Code,
  Group,
  Modal,
  MultiSelect,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useList } from '../../api/query';
import { useMay, useSession } from '../../api/session';
import { CopyLink } from '../../ui/CopyLink';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { useCommandForm } from '../../ui/form';
import type { Column } from '../../ui/table';
import { useStaff } from '../../api/staff';
import { scopeChoices } from './scopes';

interface Token {
  id: string;
  user: string | null;
  name: string;
  scopes: string[];
  issued_at: string;
  until: string;
  revoked_at: string | null;
  used_at: string | null;
}

function stateOf({ revoked_at: revoked, until }: Token): 'revoked' | 'expired' | 'active' {
  if (revoked) return 'revoked';
  return new Date(until) < new Date() ? 'expired' : 'active';
}

function Revoke({ token }: { token: Token }) {
  const may = useMay('token.revoke');
  if (!may || stateOf(token) !== 'active') return null;
  const revoke = async () => {
    const text = `“${token.name}” may do nothing more from this moment. It cannot be taken back; issue a new one instead.`;
    if (await confirm({ title: 'Revoke this token?', text, verb: 'Revoke 1 token', destroys: true }))
      await act('token.revoke', { token: token.id }, { done: 'The token is revoked' });
  };
  return (
    <Button size="compact-sm" variant="subtle" color="red" onClick={() => void revoke()}>
      Revoke
    </Button>
  );
}

function useColumns(): readonly Column<Token>[] {
  const staff = useStaff();
  return [
    {
      key: 'name',
      title: 'For',
      width: 'minmax(160px, 1.4fr)',
      phone: 'title',
      cell: ({ name }) => name,
      sort: ({ name }) => name,
    },
    { key: 'user', title: 'Acts for', cell: ({ user }) => staff.nameOf(user) ?? '–' },
    {
      key: 'scopes',
      title: 'May',
      width: 'minmax(160px, 2fr)',
      phone: 'sub',
      cell: ({ scopes }) => (
        <Text span size="sm" ff="monospace" title={scopes.join(', ')}>
          {scopes.join(', ')}
        </Text>
      ),
    },
    {
      key: 'used',
      title: 'Last used',
      width: '130px',
      cell: ({ used_at: at }) => (at ? <When at={at} /> : 'Never'),
      sort: ({ used_at: at }) => at,
    },
    {
      key: 'until',
      title: 'Until',
      width: '120px',
      phone: 'end_sub',
      cell: ({ until }) => <When at={until} />,
      sort: ({ until }) => until,
    },
    { key: 'state', title: 'State', width: '120px', cell: (token) => <StatusBadge state={stateOf(token)} /> },
    {
      key: 'revoke',
      title: '',
      width: '110px',
      end: true,
      phone: 'end',
      cell: (token) => <Revoke token={token} />,
    },
  ];
}

export function Page() {
  const list = useList<Token>('/tokens');
  const may = useMay('token.issue');
  const [issuing, setIssuing] = useState(false);
  const columns = useColumns();
  const issue = may ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIssuing(true)}>
      Issue a token
    </Button>
  ) : null;
  return (
    <>
      <PageHead title="API tokens" sub="Programs that act for somebody. The API is described at /api.">
        {list.rows.length ? issue : null}
      </PageHead>
      <DataTable
        label="API tokens"
        list={list}
        columns={columns}
        empty={
          <EmptyState
            icon={IconKey}
            title="No program has a token"
            hint="With a token your own program can do through the API what you let it do, and nothing else."
            action={issue}
          />
        }
      />
      <Modal
        opened={issuing}
        onClose={() => setIssuing(false)}
        title="Issue a token"
        size="lg"
        closeOnClickOutside={false}
      >
        <Issue close={() => setIssuing(false)} />
      </Modal>
    </>
  );
}

const TERMS = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];
const EMPTY = { name: '', scopes: [] as string[], days: '90' };

function Issue({ close }: { close: () => void }) {
  const { grants } = useSession();
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  const send = async ({ days, ...rest }: typeof EMPTY) => {
    const body = { ...rest, name: rest.name.trim(), days: Number(days) };
    setMade((await call<{ name: string; secret: string }>('token.issue', body)).answer);
  };
  const { form, busy, problem, submit } = useCommandForm({
    initial: EMPTY,
    needed: { name: 'Say what it is for.', scopes: 'Choose what it may do.' },
    send,
  });
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  if (made) return <Secret made={made} close={close} />;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          {...field('name')}
          label="What it is for"
          placeholder="Website, bookkeeping, …"
          data-autofocus
          withAsterisk
        />
        <MultiSelect
          {...field('scopes')}
          label="What it may do"
          description="A part of what you may do yourself. `lead.*` is everything about leads."
          data={scopeChoices(Object.keys(grants))}
          searchable
          limit={80}
          hidePickedOptions
          withAsterisk
        />
        <Select {...field('days')} label="How long" data={TERMS} allowDeselect={false} maw={200} />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy} mt="xs">
          Issue the token
        </Button>
      </Stack>
    </form>
  );
}

function Secret({ made, close }: { made: { name: string; secret: string }; close: () => void }) {
  return (
    <Stack gap="md">
      <Alert
        variant="light"
        color="orange"
        icon={<IconKey />}
        title="Copy it now: nobody can show it again"
        role="status"
      >
        <Text size="sm" mb="xs">
          Give it to “{made.name}” as <Code>Authorization: Bearer …</Code>
        </Text>
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} tabIndex={0}>
          {made.secret}
        </Code>
        <Group mt="sm">
          <CopyLink value={made.secret} label="Copy the token" />
        </Group>
      </Alert>
      <Group justify="flex-end">
        <Button onClick={close}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
