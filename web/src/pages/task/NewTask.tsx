// One line: what has to be done, by when, by whom; Enter gives it.
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { useMay, useSession } from '../../api/session';
import { useStaff } from '../../api/staff';
import { useCommandForm } from '../../ui/form';
import { ProblemNote } from '../../ui/ProblemNote';
import { say } from '../../ui/toast';
import { USUAL_WAIT, WAITS, dueOf } from './due';

interface About {
  /** The record it is the next step of. */
  on?: string;
  contact?: string;
  label?: string;
}

export function NewTask({ on, contact, label = 'New task' }: About) {
  const { user } = useSession();
  const { choices } = useStaff();
  const [wait, setWait] = useState(USUAL_WAIT);
  const [owner, setOwner] = useState<string>(user.id);
  const { form, busy, problem, submit } = useCommandForm({
    initial: { title: '' },
    needed: { title: 'Say what has to be done.' },
    send: async ({ title }) => {
      const { undo } = await call('task.create', { title, owner, due: dueOf(wait), on, contact });
      say('Task given', undo);
      form.reset();
    },
  });
  if (!useMay('task.create')) return null;
  return (
    <form onSubmit={submit} noValidate>
      <Group gap="xs" align="flex-start" wrap="wrap">
        <TextInput
          key={form.key('title')}
          {...form.getInputProps('title')}
          aria-label={label}
          placeholder={label}
          autoComplete="off"
          style={{ flex: '1 1 220px' }}
        />
        <Select
          aria-label="Due"
          data={WAITS}
          value={wait}
          onChange={(next) => setWait(next ?? USUAL_WAIT)}
          allowDeselect={false}
          w={160}
        />
        {choices.length > 1 ? (
          <Select
            aria-label="Who does it"
            data={choices}
            value={owner}
            onChange={(next) => setOwner(next ?? user.id)}
            allowDeselect={false}
            searchable={choices.length > 7}
            w={150}
          />
        ) : null}
        <Button type="submit" variant="default" loading={busy}>
          Add
        </Button>
      </Group>
      {problem ? <ProblemNote problem={problem} /> : null}
    </form>
  );
}
