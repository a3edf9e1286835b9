// Every mail that was asked for: where it stands, why it waits, and what a person can do about it.
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconMailOff, IconSend } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { Filter } from '../../ui/Filter';
import { Rows } from './Rows';
import { Soon } from './Soon';
import { STATES, WORDS, useOutbox, type State } from './entries';

const MOST_A_PAGE = 200;

export function Page() {
  const search = useSearch({ strict: false }) as { state?: string; leaves?: string };
  const soon = search.leaves === 'tomorrow';
  const state = soon ? 'queued' : STATES.find((each) => each === search.state);
  const outbox = useOutbox(state, soon ? MOST_A_PAGE : undefined);
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
      <Filter
        label="When it leaves"
        to="/outbox"
        param="leaves"
        chosen={soon ? 'tomorrow' : undefined}
        choices={[{ value: 'tomorrow', label: 'What leaves by tomorrow evening' }]}
        all="At any time"
      />
      {soon ? <Soon outbox={outbox} /> : <Entries outbox={outbox} state={state} />}
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
      <Rows entries={outbox.rows} />
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
