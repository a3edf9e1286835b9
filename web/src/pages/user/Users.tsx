// The staff: who may come in, as what, and who stands in for whom.
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useList } from '../../api/query';
import { useMay, type Role, type UserView } from '../../api/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { useCommandForm } from '../../ui/form';
import type { Column } from '../../ui/table';
import { LinkNote } from './LinkNote';
import { ROLE_CHOICES, roleName } from './roles';
import { Teams, useTeams } from './Teams';
import { useStaff } from '../../api/staff';

function useColumns(): readonly Column<UserView>[] {
  const staff = useStaff();
  const teams = useTeams();
  return [
    { key: 'name', title: 'Name', phone: 'title', cell: ({ name }) => name, sort: ({ name }) => name },
    {
      key: 'email',
      title: 'Email',
      width: 'minmax(180px, 1.4fr)',
      phone: 'sub',
      cell: ({ email }) => email,
      sort: ({ email }) => email,
    },
    {
      key: 'role',
      title: 'Role',
      width: '130px',
      phone: 'end_sub',
      cell: ({ role }) => roleName(role),
      sort: ({ role }) => role,
    },
    { key: 'team', title: 'Team', cell: ({ team }) => teams.nameOf(team) ?? '–' },
    { key: 'stand_in', title: 'Stand-in', cell: (user) => staff.nameOf(user.stand_in) ?? '–' },
    {
      key: 'state',
      title: 'State',
      width: '140px',
      phone: 'end',
      cell: ({ state }) => <StatusBadge state={state} />,
      sort: ({ state }) => state,
    },
  ];
}

export function Page() {
  const list = useList<UserView>('/users', { nouns: ['team'] });
  const may = useMay('user.invite');
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <PageHead title="Users" sub="Who may come in, and as what.">
        {may ? (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        ) : null}
      </PageHead>
      <DataTable
        label="Users"
        list={list}
        columns={useColumns()}
        to={({ id }) => `/users/${id}`}
        empty={
          <EmptyState icon={IconUsersGroup} title="Nobody is here yet" hint="Invite the first colleague." />
        }
      />
      <Teams />
      <Modal opened={inviting} onClose={() => setInviting(false)} title="Invite somebody">
        <Invite close={() => setInviting(false)} />
      </Modal>
    </>
  );
}

const EMPTY = { name: '', email: '', role: 'sales' as Role, team: null as string | null };
const NEEDED = { name: 'Who is it?', email: 'They sign in with their email address.' };

function Invite({ close }: { close: () => void }) {
  const teams = useTeams();
  const [made, setMade] = useState<{ name: string; link: string } | null>(null);
  const send = async ({ name, email, ...rest }: typeof EMPTY) => {
    const body = { name: name.trim(), email: email.trim(), ...rest };
    setMade((await call<{ name: string; link: string }>('user.invite', body)).answer);
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: EMPTY, needed: NEEDED, send });
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  if (made) {
    return (
      <Stack gap="md">
        <LinkNote
          title={`${made.name} is invited`}
          link={made.link}
          hint="The link is mailed to them, too, as soon as mail leaves. It works once and for seven days; it is not shown again."
        />
        <Group justify="flex-end">
          <Button onClick={close}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput {...field('name')} label="Name" autoComplete="off" data-autofocus withAsterisk />
        <TextInput
          {...field('email')}
          label="Email"
          type="email"
          inputMode="email"
          autoComplete="off"
          withAsterisk
        />
        <Select {...field('role')} label="Role" data={ROLE_CHOICES} allowDeselect={false} />
        {teams.all.length ? <Select {...field('team')} label="Team" data={teams.choices} clearable /> : null}
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy} mt="xs">
          Invite
        </Button>
      </Stack>
    </form>
  );
}
