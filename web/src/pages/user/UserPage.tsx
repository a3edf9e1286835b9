// One user: what is known of them, what they may do, their stand-in, and whether they may come in.
import { Button, Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { useView } from '../../api/query';
import { useMay, useSession, type UserView } from '../../api/session';
import { Block } from '../../ui/Block';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { SaveBar } from '../../ui/SaveBar';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { Away } from './Away';
import { LinkNote } from './LinkNote';
import { ROLE_CHOICES, roleName } from './roles';
import { useTeams } from './Teams';
import { useStaff } from '../../api/staff';

export function Page() {
  const { user: id } = useParams({ strict: false }) as { user: string };
  const seen = useView<UserView>(`/users/${id}`);
  const user = seen.data;
  return (
    <>
      <PageHead
        title={user?.name ?? 'User'}
        sub={
          user ? (
            <Group gap={8}>
              <StatusBadge state={user.state} /> {roleName(user.role)}
            </Group>
          ) : undefined
        }
        above={
          <Text size="sm" mb={2}>
            <Link to="/users" className="quiet-link">
              Users
            </Link>
          </Text>
        }
      />
      {seen.error && !user ? <ProblemNote problem={seen.error} again={() => void seen.refetch()} /> : null}
      {seen.isPending ? <WaitingRecord /> : null}
      {user ? (
        <Stack gap="md" maw={640}>
          <Known key={user.rv} user={user} />
          <Absence user={user} />
          <ComingIn user={user} />
        </Stack>
      ) : null}
    </>
  );
}

function Absence({ user }: { user: UserView }) {
  const may = useMay('absence.change');
  return may && user.active ? <Away user={{ ...user, own: false }} /> : null;
}

function Known({ user }: { user: UserView }) {
  const may = useMay('user.change');
  const staff = useStaff();
  const teams = useTeams();
  const initial = {
    name: user.name,
    email: user.email,
    role: user.role,
    team: user.team,
    stand_in: user.stand_in,
  };
  const send = async ({ name, email, ...rest }: typeof initial) => {
    const body = { user: user.id, name: name.trim(), email: email.trim(), ...rest };
    await call('user.change', body, { ifMatch: user.rv });
    say(`${name.trim()} is saved`);
  };
  const needed = { name: 'Type the name.', email: 'They sign in with it.' };
  const { form, busy, problem, submit } = useCommandForm({ initial, needed, send });
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <form onSubmit={submit} noValidate>
        <fieldset className="plain-set" disabled={!may}>
          <Stack gap="md">
            <TextInput {...field('name')} label="Name" />
            <TextInput {...field('email')} label="Email" type="email" description="They sign in with it." />
            <Select
              {...field('role')}
              label="Role"
              description="With a new role they sign in again."
              data={ROLE_CHOICES}
              allowDeselect={false}
            />
            {teams.all.length ? (
              <Select {...field('team')} label="Team" data={teams.choices} clearable />
            ) : null}
            <Select
              {...field('stand_in')}
              label="Stand-in"
              description="Gets their work while they are away, and when they leave."
              data={staff.choicesWith(user.stand_in).filter(({ value }) => value !== user.id)}
              clearable
              searchable
            />
            <SaveBar may={may} busy={busy} problem={problem} />
          </Stack>
        </fieldset>
      </form>
    </Paper>
  );
}

function ComingIn({ user }: { user: UserView }) {
  const { user: me } = useSession();
  const may = useMay('user.deactivate');
  const staff = useStaff();
  const [link, setLink] = useState<string | null>(null);
  if (!may) return null;
  const hand = async () => {
    const done =
      user.state === 'invited' ? 'There is a new invitation' : 'There is a link for a new password';
    const made = await act<{ link: string }>('user.reset_password', { user: user.id }, { done });
    if (made) setLink(made.link);
  };
  const deactivate = async () => {
    const instead = staff.nameOf(user.stand_in);
    const text = instead
      ? `They are signed out everywhere, their API tokens end, and ${instead} gets their work.`
      : 'They are signed out everywhere and their API tokens end. They have no stand-in: choose one first, so that their work has somebody.';
    const verb = user.state === 'invited' ? 'Withdraw the invitation' : 'Deactivate';
    if (await confirm({ title: `${verb}: ${user.name}?`, text, verb, destroys: true }))
      await act('user.deactivate', { user: user.id }, { done: `${user.name} may not come in any more` });
  };
  return (
    <Block title="Coming in">
      <Stack gap="md" align="flex-start">
        {user.state === 'deactivated' ? (
          <>
            <Text size="sm">They may not come in. What they did stays on record.</Text>
            <Button
              onClick={() =>
                void act('user.reactivate', { user: user.id }, { done: `${user.name} may come in again` })
              }
            >
              Let them in again
            </Button>
          </>
        ) : (
          <>
            <Group gap="sm">
              <Button variant="default" onClick={() => void hand()}>
                {user.state === 'invited' ? 'Make a new invitation link' : 'Make a link for a new password'}
              </Button>
              {user.id === me.id ? null : (
                <Button variant="subtle" color="red" onClick={() => void deactivate()}>
                  {user.state === 'invited' ? 'Withdraw the invitation' : 'Deactivate'}
                </Button>
              )}
            </Group>
            {link ? (
              <LinkNote
                title="Hand this link over"
                link={link}
                hint="It works once. Links that were handed out before do not work any more."
              />
            ) : null}
          </>
        )}
      </Stack>
    </Block>
  );
}
