// Every mail that was asked for: where it stands, why it waits, and what a person can do about it.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconMailOff, IconSend } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { Filter } from '../../ui/Filter';
import { EntryRow } from './EntryRow';
import { STATES, WORDS, useOutbox, type State } from './entries';

export function Page() {
  const { state: wished } = useSearch({ strict: false }) as { state?: string };
  const state = STATES.find((each) => each === wished);
  const outbox = useOutbox(state);
  return (
    <>
      <PageHead title="Outbox" sub="Every mail, and why it waits.">
        <Button component={Link} to="/outbox/suppressed" variant="default">
          Addresses that get no mail
        </Button>
      </PageHead>
      {outbox.setUp === false ? <NotSetUp waiting={outbox.counts?.queued ?? 0} /> : null}
      <Filter
        label="State"
        to="/outbox"
        param="state"
        chosen={state}
        choices={STATES.filter((each) => each === state || (outbox.counts?.[each] ?? 0) > 0).map((each) => ({
          value: each,
          label: WORDS[each],
          count: outbox.counts?.[each],
        }))}
      />
      <Entries outbox={outbox} state={state} />
    </>
  );
}

function NotSetUp({ waiting }: { waiting: number }) {
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconMailOff />}
      title="No mail leaves: no mail server is connected"
      mb="lg"
    >
      <Text size="sm" mb="sm">
        {waiting
          ? `${waiting} wait here. They leave by themselves as soon as a sender and a server are named.`
          : 'What the line wants to send waits here until a sender and a server are named.'}
      </Text>
      <Button component={Link} to="/settings/mail" size="xs">
        Connect the mail server
      </Button>
    </Alert>
  );
}

type OutboxList = ReturnType<typeof useOutbox>;

function Entries({ outbox, state }: { outbox: OutboxList; state: State | undefined }) {
  if (outbox.pending) return <WaitingRows count={6} height={76} />;
  if (outbox.problem && !outbox.rows.length)
    return <ProblemNote problem={outbox.problem} again={outbox.again} />;
  if (!outbox.rows.length) return <Nothing state={state} />;
  return (
    <>
      <Stack component="ul" gap={0} p={0} m={0} className="table-box" aria-label="Mails">
        {outbox.rows.map((entry) => (
          <EntryRow key={entry.id} entry={entry} />
        ))}
      </Stack>
      <Group mt="sm" justify="space-between">
        <Text size="sm" c="dimmed" role="status" className="num">
          {outbox.rows.length.toLocaleString()} {outbox.more ? 'loaded, there are more' : 'in all'}
        </Text>
        {outbox.more ? (
          <Button variant="default" size="xs" loading={outbox.loading} onClick={outbox.loadMore}>
            Load more
          </Button>
        ) : null}
      </Group>
    </>
  );
}

function Nothing({ state }: { state: State | undefined }) {
  const all = (
    <Button component={Link} to="/outbox" variant="default">
      Show every mail
    </Button>
  );
  const forms = (
    <Button component={Link} to="/forms" variant="default">
      Publish a form
    </Button>
  );
  return (
    <EmptyState
      icon={IconSend}
      title={state ? `Nothing here is “${WORDS[state].toLowerCase()}”` : 'No mail was asked for yet'}
      hint="The first answer to an inquiry appears here within a second, with where it stands."
      action={state ? all : forms}
    />
  );
}
