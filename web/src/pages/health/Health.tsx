// Whether the house is well, in one look: its parts, what waits to leave, what stands still, what is silent.
import { Alert, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { inWords, StatusBadge } from '../../ui/StatusBadge';
import { StatTile } from '../../ui/StatTile';
import { WaitingRecord } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { Leaving } from './Leaving';
import { Promises } from './Promises';
import type { Health } from './shapes';
import { StillRuns } from './StillRuns';
import { WatchedList } from './WatchedList';

const NOUNS = ['exception', 'setting', 'run', 'mail', 'device', 'lead'] as const;

export function Page() {
  const seen = useView<Health>('/health', { nouns: NOUNS });
  return (
    <>
      <PageHead
        title="Health"
        sub={
          seen.data ? (
            <>
              Looked at <When at={seen.data.at} />
            </>
          ) : (
            'What runs, what waits, what is silent.'
          )
        }
      />
      {seen.error && !seen.data ? (
        <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
      ) : null}
      {seen.isPending ? <WaitingRecord /> : null}
      {seen.data ? <Whole health={seen.data} /> : null}
    </>
  );
}

function Whole({ health }: { health: Health }) {
  const { runs, exceptions, reach } = health;
  const mayUsers = useMay('user.list');
  const mayRuns = useMay('run.list');
  const mayExceptions = useMay('exception.list');
  const toRuns = runs.parked ? '/health#runs' : '/automations';
  const silent = health.watched.filter(({ sound }) => sound === 'silent' || sound === 'below').length;
  return (
    <Stack gap="lg">
      <Verdict health={health} silent={silent} />
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md">
        <StatTile
          label="Exceptions open"
          value={exceptions.open.toLocaleString()}
          note={late(exceptions)}
          {...(mayExceptions ? { to: '/exceptions' } : {})}
        />
        <StatTile
          label="Runs that stand still"
          value={runs.parked.toLocaleString()}
          note={runs.overdue ? `${runs.overdue.toLocaleString()} are overdue` : 'None is overdue'}
          {...(mayRuns ? { to: toRuns } : {})}
        />
        <StatTile
          label="Silent"
          value={silent.toLocaleString()}
          note={`of ${health.watched.length} watched`}
          to="/health#watched"
        />
        <StatTile
          label="Take push"
          value={`${reach.with_push} of ${reach.users}`}
          note={reach.mail_works ? 'No trouble with mail' : 'Mail does not leave'}
          {...(mayUsers ? { to: '/users' } : {})}
        />
      </SimpleGrid>
      {runs.parked && mayRuns ? (
        <div id="runs">
          <StillRuns count={runs.parked} />
        </div>
      ) : null}
      <div id="watched">
        <WatchedList watched={health.watched} />
      </div>
      <Leaving health={health} />
      <Promises promises={health.promises} />
      <Workers health={health} />
    </Stack>
  );
}

function late({ late: overdue, unowned }: Health['exceptions']): string {
  const nobodys = unowned ? `, ${unowned.toLocaleString()} nobody’s` : '';
  return overdue ? `${overdue.toLocaleString()} are late${nobodys}` : `None is late${nobodys}`;
}

function Verdict({ health, silent }: { health: Health; silent: number }) {
  if (health.good) {
    return (
      <Alert color="teal" variant="light" icon={<IconCircleCheck />} title="Everything runs">
        All parts work, nothing is late, nothing is silent.
      </Alert>
    );
  }
  const { workers, promises, runs, exceptions, reach, effects } = health;
  const still = workers.filter((worker) => worker.late).length;
  const asleep = workers.some((worker) => worker.name === 'attention.watch' && worker.late);
  const uncertain = effects.reduce((sum, effect) => sum + effect.uncertain, 0);
  const patience = Date.parse(health.at) - 15 * 60_000;
  const stays = effects.filter((e) => e.oldest_at && Date.parse(e.oldest_at) <= patience).map((e) => e.kind);
  const wrong = [
    still ? `${still} part${still > 1 ? 's' : ''} of the program stand still` : '',
    asleep ? 'the watch has not gone round for three minutes, so nobody would be told' : '',
    promises.some((promise) => promise.broken_since) ? 'something that must hold does not' : '',
    runs.overdue ? `${runs.overdue} runs are overdue` : '',
    runs.parked ? `${runs.parked} run${runs.parked > 1 ? 's' : ''} wait for a person` : '',
    stays.length ? `what is due does not leave (${stays.join(', ')})` : '',
    exceptions.late ? `${exceptions.late} exceptions are late` : '',
    silent ? `${silent} of what is watched is silent` : '',
    uncertain ? `of ${uncertain} nobody knows whether they left` : '',
    reach.mail_works ? '' : 'mail does not leave',
  ].filter(Boolean);
  return (
    <Alert
      color={asleep ? 'red' : 'orange'}
      variant="light"
      icon={<IconAlertTriangle />}
      title="Something needs a person"
    >
      {inWords(wrong.join('; '))}.{' '}
      {exceptions.late ? (
        <Link to="/exceptions" search={{ when: 'late' } as never}>
          See the late exceptions
        </Link>
      ) : (
        <Link to="/exceptions">See the exceptions</Link>
      )}
    </Alert>
  );
}

function Workers({ health }: { health: Health }) {
  return (
    <Block title="Parts of the program">
      {health.workers.length ? (
        <ul className="needs" aria-label="Parts of the program">
          {health.workers.map((worker) => (
            <li key={worker.name} className="need">
              <div style={{ flex: 1, minWidth: 0 }}>
                <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
                  {worker.name}
                </Text>
                <Text size="xs" c="dimmed" component="div">
                  last round <When at={worker.at} />
                </Text>
              </div>
              <StatusBadge
                state={worker.late ? 'failed' : 'active'}
                label={worker.late ? 'Stands still' : 'Works'}
              />
            </li>
          ))}
        </ul>
      ) : (
        <Text size="sm" c="dimmed">
          No part has finished a round yet.
        </Text>
      )}
    </Block>
  );
}
