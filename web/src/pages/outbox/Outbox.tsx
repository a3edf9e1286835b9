// Every mail that was asked for: where it stands, why it waits, and what a person can do about it.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconMailOff, IconSend } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useBusiness, useMay, useSession } from '../../api/session';
import { useUpTo } from '../../api/query';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { Filter } from '../../ui/Filter';
import { EntryRow } from './EntryRow';
import { KeepSeveral } from './KeepSeveral';
import { STATES, WORDS, mayCancel, useOutbox, type Entry, type State } from './entries';
import { dueByTomorrow } from './leaving';

/** So many waiting mails are looked through for those that leave soon, a page of the server at a time. */
const LOOKED_THROUGH = 2_000;
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
      {soon || outbox.counts?.queued ? (
        <Filter
          label="When it leaves"
          to="/outbox"
          param="leaves"
          chosen={soon ? 'tomorrow' : undefined}
          choices={[{ value: 'tomorrow', label: 'What leaves by tomorrow evening' }]}
          all="At any time"
        />
      ) : null}
      {soon ? <Soon outbox={outbox} /> : <Entries outbox={outbox} state={state} />}
    </>
  );
}

/** What is due before tomorrow is over, in the order in which it leaves. */
function Soon({ outbox }: { outbox: OutboxList }) {
  const { user } = useSession();
  const { zone } = useBusiness();
  const { more } = outbox;
  const loaded = outbox.rows.length;
  useUpTo(LOOKED_THROUGH, outbox);
  if (outbox.pending) return <WaitingRows count={6} height={76} />;
  if (outbox.problem && !loaded) return <ProblemNote problem={outbox.problem} again={outbox.again} />;
  const due = dueByTomorrow(outbox.rows, new Date(), user.zone ?? zone);
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Mails that wait and are due before midnight of tomorrow, the first to leave first. What must not leave
        is kept back by one press.
      </Text>
      {due.length ? (
        <Rows entries={due} />
      ) : (
        <EmptyState
          icon={IconSend}
          title={more ? 'None among those looked through' : 'Nothing leaves by tomorrow evening'}
          hint="What an automation or a person asks for until then appears here by itself."
        />
      )}
      {loaded ? (
        <Text size="sm" c="dimmed" role="status" className="num" mt="sm">
          {due.length.toLocaleString()} of {loaded.toLocaleString()} that wait
          {more ? '; only the newest were looked through, there are more' : ''}
        </Text>
      ) : null}
    </>
  );
}

/** Mails with what can be done; those that have not left can be chosen and kept back together. */
function Rows({ entries }: { entries: Entry[] }) {
  const may = useMay('mail.cancel');
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const open = may ? entries.filter(({ state }) => mayCancel(state)) : [];
  const chosen = open.filter(({ key }) => keys.has(key));
  const choose = (key: string, yes: boolean) =>
    setKeys((now) => new Set(yes ? [...now, key] : [...now].filter((each) => each !== key)));
  return (
    <>
      {chosen.length ? (
        <KeepSeveral
          chosen={chosen}
          all={() => setKeys(new Set(open.map(({ key }) => key)))}
          done={() => setKeys(new Set())}
        />
      ) : null}
      <Stack component="ul" gap={0} p={0} m={0} className="table-box" aria-label="Mails">
        {entries.map((entry) => (
          <EntryRow
            key={entry.id}
            entry={entry}
            chosen={keys.has(entry.key)}
            onChoose={open.includes(entry) ? (yes) => choose(entry.key, yes) : undefined}
          />
        ))}
      </Stack>
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
