// Settings: one's own name, clock and stand-in, password, and where one is signed in.
import { Button, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMemo } from 'react';
import { call } from '../../api/call';
import type { Page } from '../../api/cursor';
import { useView } from '../../api/query';
import { useBusiness, useSession } from '../../api/session';
import { PasswordField } from '../../ui/PasswordField';
import { ProblemNote } from '../../ui/ProblemNote';
import { SaveBar } from '../../ui/SaveBar';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { useStaff } from '../../api/staff';
import { Away } from '../user/Away';

export function AccountSection() {
  return (
    <>
      <Own />
      <OwnAbsence />
      <Password />
      <Sessions />
    </>
  );
}

function Own() {
  const { user, phone } = useSession();
  const { zone: house } = useBusiness();
  const staff = useStaff();
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const initial = { name: user.name, stand_in: user.stand_in, zone: user.zone, phone: phone ?? '' };
  const send = async ({ name, stand_in, zone, phone: typed }: typeof initial) => {
    await call('user.change_own', { name: name.trim(), stand_in, zone, phone: typed.trim() || null });
    say('Saved');
  };
  const needed = { name: 'Type your name as your colleagues know it.' };
  const { form, busy, problem, submit } = useCommandForm({ initial, needed, send });
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <Title order={2} mb="md">
        You
      </Title>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput
            {...field('name')}
            label="Name"
            autoComplete="name"
            description={`You sign in as ${user.email}.`}
          />
          <TextInput
            {...field('phone')}
            label="Mobile number"
            description="With its country code. For urgent SMS, if you choose them under Notifications; your colleagues do not see it."
            placeholder="+49 170 1234567"
            type="tel"
            autoComplete="tel"
          />
          <Select
            {...field('stand_in')}
            label="Stand-in"
            description="Gets your work while you are away or gone."
            data={staff.choicesWith(user.stand_in).filter(({ value }) => value !== user.id)}
            clearable
            searchable
          />
          <Select
            {...field('zone')}
            label="Your time zone"
            description={`Empty: that of the business, ${house.replaceAll('_', ' ')}.`}
            data={zones.map((each) => ({ value: each, label: each.replaceAll('_', ' ') }))}
            clearable
            searchable
            limit={60}
          />
          <SaveBar may busy={busy} problem={problem} />
        </Stack>
      </form>
    </Paper>
  );
}

function OwnAbsence() {
  const { user } = useSession();
  return <Away user={{ ...user, own: true }} />;
}

const NO_PASSWORDS = { old: '', new: '' };

function Password() {
  const { user } = useSession();
  const send = async (typed: typeof NO_PASSWORDS) => {
    await call('password.change', typed);
    form.reset();
    say('Your password is changed. You stay signed in here and nowhere else.');
  };
  const needed = { old: 'Type the password you have now.', new: 'Choose a new password.' };
  const { form, busy, problem, submit } = useCommandForm({ initial: NO_PASSWORDS, needed, send });
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <Title order={2} mb="md">
        Password
      </Title>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
          <PasswordField key={form.key('old')} {...form.getInputProps('old')} label="Password now" />
          <PasswordField fresh key={form.key('new')} {...form.getInputProps('new')} label="New password" />
          {problem ? <ProblemNote problem={problem} /> : null}
          <Group justify="flex-end">
            <Button type="submit" loading={busy}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

interface LiveSession {
  id: string;
  started_at: string;
  seen_at: string;
  current: boolean;
}

function Sessions() {
  const sessions = useView<Page<LiveSession>>('/me/sessions', { nouns: ['session'] });
  if (sessions.error) return <ProblemNote problem={sessions.error} again={() => void sessions.refetch()} />;
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <Title order={2} mb="md">
        Where you are signed in
      </Title>
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {(sessions.data?.items ?? []).map((session) => (
          <Group key={session.id} component="li" justify="space-between" gap="sm" mih={36}>
            <Text size="sm" component="div">
              Signed in <When at={session.started_at} />, last used <When at={session.seen_at} />
            </Text>
            {session.current ? (
              <StatusBadge state="active" label="This one" />
            ) : (
              <Button
                size="xs"
                variant="default"
                onClick={() =>
                  void act('session.end', { session: session.id }, { done: 'That session has ended' })
                }
              >
                End it
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
