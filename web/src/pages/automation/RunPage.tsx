// One run: where it stands, every step with what it was given and answered, and what a person can do about it.
import { Button, Group, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { inWords, StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { Effects, RunSteps, Shown } from './RunSteps';
import { About } from './Runs';
import { MODES, RUN_WORDS, toneOf, type Undoing, type WholeRun } from './shapes';
import { Stuck } from './Stuck';
import { TakeBack, TakenBack } from './TakeBack';

export function Page() {
  const { run: id } = useParams({ strict: false }) as { run: string };
  const [undoing, setUndoing] = useState<Undoing | null>(null);
  const seen = useView<WholeRun>(`/runs/${id}`, { nouns: ['approval', 'message', 'automation'] });
  if (!seen.data) {
    return (
      <>
        <PageHead title="Run" />
        {seen.error ? (
          <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
        ) : (
          <WaitingRecord />
        )}
      </>
    );
  }
  const run = seen.data;
  const undone = undoing?.run === run.id ? undoing : null;
  return (
    <>
      <PageHead
        title={`${run.name}: one run`}
        sub={
          <Group gap={8}>
            <StatusBadge state={run.state} label={RUN_WORDS[run.state]} tone={toneOf(run.state)} />
            <StatusBadge state={run.mode} label={MODES[run.mode].label} />
            version {run.version}
          </Group>
        }
        above={
          <Text size="sm" mb={2}>
            <Link
              to={`/automations/${run.automation}` as '/'}
              search={{ tab: 'runs' } as never}
              className="quiet-link"
            >
              {run.name}
            </Link>
          </Text>
        }
      >
        {undone ? null : <TakeBack run={run} told={setUndoing} />}
        <Steer run={run} />
      </PageHead>
      {undone ? <TakenBack undoing={undone} /> : null}
      {run.state === 'parked' ? <Stuck run={run} skip={() => void skip(run)} /> : null}
      <Stack gap="lg">
        <Facts run={run} />
        <Block title="Steps">
          {run.steps.length ? (
            <RunSteps run={run} />
          ) : (
            <Text size="sm" c="dimmed">
              It has not taken a step yet.
            </Text>
          )}
        </Block>
        <Effects run={run.id} />
      </Stack>
    </>
  );
}

async function skip({ id, step }: WholeRun) {
  const text = `It goes on without “${inWords(step ?? '')}”. That cannot be taken back.`;
  if (await confirm({ title: 'Skip this step?', text, verb: 'Skip 1 step' }))
    await act('run.skip', { run: id }, { done: 'The run goes on without this step' });
}

function Steer({ run }: { run: WholeRun }) {
  const may = useMay('run.stop');
  if (!may || run.ended_at) return null;
  const stop = async () => {
    const text = 'It ends here. What it queued does not leave; what it did stays done.';
    if (await confirm({ title: 'Stop this run?', text, verb: 'Stop 1 run', destroys: true }))
      await act('run.stop', { run: run.id }, { done: 'The run is stopped' });
  };
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => void stop()}>
        Stop
      </Button>
      {run.step && run.state !== 'parked' ? (
        <Button variant="default" onClick={() => void skip(run)}>
          Skip this step
        </Button>
      ) : null}
    </>
  );
}

function Facts({ run }: { run: WholeRun }) {
  const { payload: given, ...started } = run.trigger;
  return (
    <Block title="About">
      <Stack gap={6}>
        <Text size="sm" component="div">
          About: <About id={run.subject} />
          {run.contact && run.contact !== run.subject ? (
            <>
              {' '}
              of a <About id={run.contact} />
            </>
          ) : null}
        </Text>
        <Text size="sm" component="div">
          Began <When at={run.started_at} />
          {run.ended_at ? (
            <>
              , ended <When at={run.ended_at} />
            </>
          ) : null}
          {run.wakes_at && !run.ended_at ? (
            <>
              , goes on <When at={run.wakes_at} />
            </>
          ) : null}
          {run.deadline_at && !run.ended_at ? (
            <>
              , must be over <When at={run.deadline_at} />
            </>
          ) : null}
        </Text>
        {run.behind ? (
          <Text size="sm" component="div">
            Waits for its turn: <Link to={`/runs/${run.behind.run}` as '/'}>a run of {run.behind.name}</Link>{' '}
            is under way since <When at={run.behind.since} />.
          </Text>
        ) : null}
        {run.chain.length > 1 ? (
          <Text size="sm" component="div">
            Led to by:{' '}
            {run.chain.slice(0, -1).map((id) => (
              <Link key={id} to={`/automations/${id}` as '/'}>
                another automation
              </Link>
            ))}
          </Text>
        ) : null}
        <Shown title="What started it" value={started} />
        <Shown title="What was given with it" value={given} />
      </Stack>
    </Block>
  );
}
