// The teams that own work together: added and renamed here.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import type { Page } from '../../api/cursor';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';

interface Team {
  id: string;
  rv: number;
  name: string;
}

export function useTeams() {
  const { data } = useView<Page<Team>>('/teams');
  const all = data?.items ?? [];
  return {
    all,
    nameOf: (id: string | null) => all.find((team) => team.id === id)?.name,
    choices: all.map(({ id, name }) => ({ value: id, label: name })),
  };
}

export function Teams() {
  const { all } = useTeams();
  const may = useMay('team.add');
  if (!may && all.length === 0) return null;
  return (
    <div style={{ marginTop: 24, maxWidth: 520 }}>
      <Block title="Teams">
        <Text size="sm" c="dimmed" mb="sm">
          A team sees its own work where a role reaches that far. A business of a few people needs none.
        </Text>
        <Stack gap={6}>
          {all.map((team) =>
            may ? <Rename key={team.id} team={team} /> : <Text key={team.id}>{team.name}</Text>,
          )}
          {may ? <Add /> : null}
        </Stack>
      </Block>
    </div>
  );
}

function Add() {
  const send = async ({ name }: { name: string }) => {
    await call('team.add', { name: name.trim() });
    form.reset();
    say('Team added');
  };
  const { form, busy, problem, submit } = useCommandForm({
    initial: { name: '' },
    needed: { name: 'Name the team.' },
    send,
  });
  return (
    <form onSubmit={submit} noValidate>
      <Group gap="sm" align="flex-start">
        <TextInput
          key={form.key('name')}
          {...form.getInputProps('name')}
          aria-label="Name of a new team"
          placeholder="Sales, North, …"
          style={{ flex: 1 }}
        />
        <Button type="submit" variant="default" loading={busy}>
          Add a team
        </Button>
      </Group>
      {problem ? <ProblemNote problem={problem} /> : null}
    </form>
  );
}

function Rename({ team }: { team: Team }) {
  const [name, setName] = useState(team.name);
  const send = async ({ name: typed }: { name: string }) => {
    await call('team.rename', { team: team.id, name: typed.trim() });
    say('Renamed');
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: { name: team.name }, send });
  form.watch('name', ({ value }) => setName(value));
  return (
    <form onSubmit={submit} noValidate>
      <Group gap="sm" align="flex-start">
        <TextInput
          key={form.key('name')}
          {...form.getInputProps('name')}
          aria-label={`Name of the team ${team.name}`}
          style={{ flex: 1 }}
        />
        <Button type="submit" variant="default" loading={busy} disabled={!name.trim() || name === team.name}>
          Rename
        </Button>
      </Group>
      {problem ? <ProblemNote problem={problem} /> : null}
    </form>
  );
}
