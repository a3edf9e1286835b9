// A rehearsal: how far it is, and when it is done what would have happened, down to each message.
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useView } from '../../api/query';
import { Block } from '../../ui/Block';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRecord } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { RehearsalReport } from './RehearsalReport';
import type { Rehearsal } from './rehearsal';

export function Page() {
  const { rehearsal: id } = useParams({ strict: false }) as { rehearsal: string };
  const seen = useView<Rehearsal>(`/automations/rehearsals/${id}`);
  const { refetch } = seen;
  const open = seen.data?.state === 'waiting' || seen.data?.state === 'running';
  useEffect(() => {
    if (!open) return;
    const timer = setInterval(() => void refetch(), 1_000);
    return () => clearInterval(timer);
  }, [open, refetch]);
  if (!seen.data) {
    return (
      <>
        <PageHead title="Rehearsal" />
        {seen.error ? <ProblemNote problem={seen.error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  const rehearsal = seen.data;
  return (
    <>
      <PageHead
        title={`Rehearsal of ${rehearsal.slug}`}
        sub={
          <>
            What it would have done in the last {rehearsal.days} days. Asked <When at={rehearsal.asked_at} />.
          </>
        }
        above={
          <Text size="sm" mb={2}>
            <Back rehearsal={rehearsal} />
          </Text>
        }
      >
        {open ? <Stop rehearsal={rehearsal} again={() => void refetch()} /> : null}
      </PageHead>
      {open ? <HowFar rehearsal={rehearsal} /> : null}
      {rehearsal.state === 'failed' || rehearsal.state === 'cancelled' ? (
        <NoReport rehearsal={rehearsal} />
      ) : null}
      {rehearsal.report ? <RehearsalReport rehearsal={rehearsal} report={rehearsal.report} /> : null}
    </>
  );
}

function Back({ rehearsal: { automation, slug } }: { rehearsal: Rehearsal }) {
  const { draft } = useSearch({ strict: false }) as { draft?: string };
  if (draft) {
    const to = automation ? `/automations/${automation}` : '/automations/new';
    return (
      <Link
        to={to as '/'}
        search={(automation ? { tab: 'edit' } : { draft }) as never}
        className="quiet-link"
      >
        Back to the draft
      </Link>
    );
  }
  if (!automation) {
    return (
      <Link to="/automations" className="quiet-link">
        Automations
      </Link>
    );
  }
  return (
    <Link
      to={`/automations/${automation}` as '/'}
      search={{ tab: 'rehearsals' } as never}
      className="quiet-link"
    >
      {slug}
    </Link>
  );
}

function Stop({ rehearsal, again }: { rehearsal: Rehearsal; again: () => void }) {
  const stop = async () => {
    await act(
      'automation.cancel_rehearsal',
      { rehearsal: rehearsal.id },
      { done: 'The rehearsal is stopped' },
    );
    again();
  };
  return (
    <Button variant="default" onClick={() => void stop()}>
      Stop
    </Button>
  );
}

function HowFar({ rehearsal: { done, total } }: { rehearsal: Rehearsal }) {
  const percent = total > 0 ? Math.round((done / total) * 100) : 0;
  return (
    <Block title="Going through the days">
      <Stack gap="xs" role="status">
        <Progress value={percent} aria-label={`${percent} % done`} animated />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {done.toLocaleString()} of {total.toLocaleString()} facts and people
          </Text>
          <Text size="sm" c="dimmed">
            You may leave this page; it goes on.
          </Text>
        </Group>
      </Stack>
    </Block>
  );
}

function NoReport({ rehearsal: { state, why } }: { rehearsal: Rehearsal }) {
  return (
    <Block title={state === 'failed' ? 'It could not be done' : 'It was stopped'}>
      <Text size="sm">{why ?? 'Ask for it again when you want to know.'}</Text>
    </Block>
  );
}
