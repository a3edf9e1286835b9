// Settings: the systems automations may call: how each stands, who calls it, and what can be done about it.
import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemNote } from '../../ui/ProblemNote';
import { ReadOnly } from '../../ui/SaveBar';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { ConnectionDialog } from './ConnectionDialog';
import { ConnectionTest } from './ConnectionTest';
import { sayWaiting, standOf, type Caller, type Connection } from './connections';

export function ConnectionsSection() {
  const seen = useView<{ items: Connection[] }>('/connections', {
    nouns: ['http', 'automation', 'exception', 'run'],
  });
  const may = useMay('connection.add');
  const [adding, setAdding] = useState(false);
  if (seen.error && !seen.data) return <ProblemNote problem={seen.error} again={() => void seen.refetch()} />;
  if (!seen.data) return <WaitingLines count={6} />;
  const { items } = seen.data;
  const add = may ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add a connection
    </Button>
  ) : null;
  return (
    <>
      {items.length ? (
        <>
          <Group justify="flex-end">{add}</Group>
          <ul className="card-list" aria-label="Connections">
            {items.map((each) => (
              <One key={each.id} connection={each} />
            ))}
          </ul>
        </>
      ) : (
        <EmptyState
          icon={IconPlugConnected}
          title="No other system can be called"
          hint="An automation can ask your shop what is in stock, or tell your own program what was sold. Add a system here once, with its secret; automations call it by its name."
          action={add}
        />
      )}
      {adding ? <ConnectionDialog known={null} close={() => setAdding(false)} /> : null}
    </>
  );
}

function One({ connection }: { connection: Connection }) {
  const { name, base_url: address, waiting, callers } = connection;
  const [works, setWorks] = useState<boolean | null>(null);
  const stand = standOf(connection, works);
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="li" id={connection.id}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Title order={2} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Title>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {address}
          </Text>
        </div>
        <StatusBadge {...stand} />
      </Group>
      <Stack gap="sm" mt="sm">
        <Trouble connection={connection} />
        {waiting ? <Text size="sm">{sayWaiting(waiting)} for an answer.</Text> : null}
        <Callers callers={callers} />
        <Deeds connection={connection} tested={setWorks} />
      </Stack>
    </Paper>
  );
}

/** Why it is left alone, since when, and when it is asked again. */
function Trouble({ connection: { health, paused, since, until, why } }: { connection: Connection }) {
  if (paused)
    return <Text size="sm">Nothing is sent to it. What waits is kept and leaves when it goes on.</Text>;
  if (health === 'ok') return null;
  const unknown = health === 'auth_failed';
  return (
    <Alert
      color={unknown ? 'red' : 'orange'}
      variant="light"
      title={unknown ? 'Put in other credentials' : 'It is left alone for a while'}
    >
      <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
        {why ? `Its last call: ${why}. ` : ''}
        {since ? (
          <>
            Left alone since <When at={since} />
            {until ? (
              <>
                , tried again <When at={until} />
              </>
            ) : null}
            .{' '}
          </>
        ) : null}
        Nothing is lost: what waits leaves when it answers.
      </Text>
    </Alert>
  );
}

function Callers({ callers }: { callers: readonly Caller[] }) {
  if (!callers.length)
    return (
      <Text size="sm" c="dimmed">
        No automation calls it by its name.
      </Text>
    );
  return (
    <Text size="sm" component="div">
      Called by{' '}
      {callers.map(({ automation, name, on, current }, nth) => (
        <span key={automation}>
          {nth ? ', ' : ''}
          <Link to={`/automations/${automation}` as '/'}>{name}</Link>
          {current ? (on ? '' : ' (off)') : ' (only runs under way)'}
        </span>
      ))}
      .
    </Text>
  );
}

function Deeds({ connection, tested }: { connection: Connection; tested: (works: boolean) => void }) {
  const may = useMay('connection.change');
  const [changing, setChanging] = useState(false);
  const { id, name, paused } = connection;
  if (!may) return <ReadOnly />;
  const pause = () =>
    act(
      'connection.change',
      { connection: id, paused: !paused },
      { done: paused ? `${name} goes on` : `${name} is paused` },
    );
  const remove = () => act('connection.remove', { connection: id }, { done: `${name} is removed` });
  return (
    <>
      <ConnectionTest connection={connection} tested={tested}>
        <Button size="xs" variant="default" aria-label={`Change ${name}`} onClick={() => setChanging(true)}>
          Change
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={`${paused ? 'Go on' : 'Pause'}: ${name}`}
          onClick={() => void pause()}
        >
          {paused ? 'Go on' : 'Pause'}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="red"
          aria-label={`Remove ${name}`}
          onClick={() => void remove()}
        >
          Remove
        </Button>
      </ConnectionTest>
      {changing ? <ConnectionDialog known={connection} close={() => setChanging(false)} /> : null}
    </>
  );
}
