// The messages of a rehearsal, each to be read as it would have read.
import { Button, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { asProblem, type Problem } from '../../api/problem';
import { useList } from '../../api/query';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRows } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { Message } from './Message';
import { About } from './Runs';
import { markOf, type Read, type Rehearsal, type Rehearsed } from './rehearsal';

const WHICH = [
  { value: 'all', label: 'Every message' },
  { value: 'more', label: 'Would leave, and did not' },
  { value: 'fewer', label: 'Left, and would not' },
  { value: 'changed', label: 'Other than the published version' },
];

export function RehearsedMessages({ rehearsal }: { rehearsal: Rehearsal }) {
  const [which, setWhich] = useState('all');
  const list = useList<Rehearsed>(`/automations/rehearsals/${rehearsal.id}/messages`, {
    query: { which, limit: 50 },
  });
  return (
    <Block
      title="Messages"
      right={
        <Select
          aria-label="Show messages that"
          data={WHICH}
          value={which}
          onChange={(next) => setWhich(next ?? 'all')}
          allowDeselect={false}
          w={260}
        />
      }
    >
      {list.pending ? <WaitingRows count={3} height={48} /> : null}
      {list.problem ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {!list.pending && list.rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          There is none of these.
        </Text>
      ) : null}
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {list.rows.map((message) => (
          <One key={message.id} rehearsal={rehearsal.id} message={message} />
        ))}
      </Stack>
      {list.more ? (
        <Button mt="md" variant="default" loading={list.loading} onClick={list.loadMore}>
          Load more
        </Button>
      ) : null}
    </Block>
  );
}

function One({ rehearsal, message }: { rehearsal: string; message: Rehearsed }) {
  const [read, setRead] = useState<Read | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = async () => {
    setBusy(true);
    try {
      const body = { rehearsal, message: message.id };
      setRead((await call<Read>('automation.read_rehearsed', body)).answer);
    } catch (cause) {
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  return (
    <Paper component="li" p="sm" withBorder>
      <Group justify="space-between" gap="xs">
        <Text size="sm" component="div">
          <b>{message.template ?? message.verb}</b> to{' '}
          {message.contact ? <About id={message.contact} /> : 'nobody'}
          {message.step ? `, step ${message.step.replaceAll('_', ' ')}` : ''}
        </Text>
        <Group gap="xs">
          <StatusBadge {...markOf(message)} />
          <Text size="xs" c="dimmed" component="div">
            <When at={message.at} />
          </Text>
          {read ? (
            <Button size="compact-sm" variant="subtle" onClick={() => setRead(null)}>
              Close
            </Button>
          ) : (
            <Button size="compact-sm" variant="subtle" loading={busy} onClick={() => void open()}>
              Read it
            </Button>
          )}
        </Group>
      </Group>
      {message.skipped ? (
        <Text size="xs" c="dimmed" mt={4}>
          Would be kept back: {message.skipped}
        </Text>
      ) : null}
      {problem ? <ProblemNote problem={problem} /> : null}
      {read ? <Message read={read} /> : null}
    </Paper>
  );
}
