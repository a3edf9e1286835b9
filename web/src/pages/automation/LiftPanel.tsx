// What an automation has brought: its metric before and since, how sure that is, and the hours.
import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useView } from '../../api/query';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRows } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { sayDuration } from '../../ui/duration';
import { LiftMoney } from './LiftMoney';
import { LiftWorth } from './LiftWorth';
import type { Figures, Interval, Lift } from './rehearsal';
import type { LiftLine } from './shapes';

export function LiftPanel({ automation }: { automation: string }) {
  const seen = useView<Lift>(`/automations/${automation}/lift`, { nouns: ['run'] });
  return (
    <Block title="What it has brought">
      {seen.error ? <ProblemNote problem={seen.error} again={() => void seen.refetch()} /> : null}
      {seen.isPending ? <WaitingRows count={2} height={40} /> : null}
      {seen.data ? <Shown lift={seen.data} /> : null}
    </Block>
  );
}

function Shown({ lift }: { lift: Lift }) {
  const { metric, baseline, since, held_out: heldOut, reclaimed } = lift;
  return (
    <Stack gap="sm">
      <Text size="sm">
        {metric.name.replaceAll('_', ' ')}: from {metric.start} to {metric.end}; {metric.better} is better.
      </Text>
      <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="md">
        <Arm
          label={baseline?.watched ? 'Before, while it only watched' : 'In the 90 days before'}
          figures={baseline}
          none="No baseline: nothing was counted before."
        />
        <Arm label={lift.observing ? 'Since, only watching' : 'Since it acts like this'} figures={since} />
        {heldOut ? <Arm label={`Left alone (${lift.hold_out} %)`} figures={heldOut} /> : null}
      </SimpleGrid>
      <Verdict lift={lift} />
      {lift.money?.map((each) => (
        <LiftMoney key={each.source} of={each} />
      ))}
      <LiftWorth reclaimed={reclaimed} worth={lift.worth} errors={lift.errors} clocks={lift.clocks} />
      <Text size="xs" c="dimmed" component="div">
        Counted since <When at={lift.counted_since} />
        {baseline ? (
          <>
            , compared with <When at={baseline.from} /> to <When at={baseline.until} />
          </>
        ) : null}
        .{' '}
        {lift.measured_at ? (
          <>
            Counted from the journal, last <When at={lift.measured_at} />.
          </>
        ) : (
          'Not counted yet; it begins within ten minutes.'
        )}
      </Text>
    </Stack>
  );
}

interface OfArm {
  label: string;
  figures: Figures | null;
  none?: string;
}

function Arm({ label, figures, none }: OfArm) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {figures ? (
        <>
          <Text fw={650} className="num">
            {figures.p50_seconds === null ? '–' : sayDuration(figures.p50_seconds)}
          </Text>
          <Text size="xs" c="dimmed">
            {figures.reached} of {figures.cases} got there
            {figures.p90_seconds === null ? '' : `; nine of ten in ${sayDuration(figures.p90_seconds)}`}
          </Text>
        </>
      ) : (
        <Text size="sm">{none}</Text>
      )}
    </div>
  );
}

const AGAINST: Record<Lift['difference']['against'], string> = {
  hold_out: 'Against those left alone in the same time.',
  before_after: 'Before and after, without anybody left alone: other things may have changed too.',
  none: 'There is nothing to compare with yet.',
};

const VERDICTS = {
  better: { label: 'Better', tone: 'good' },
  worse: { label: 'Worse', tone: 'bad' },
  unclear: { label: 'No clear difference', tone: 'quiet' },
} as const;

function Verdict({ lift: { difference, beside } }: { lift: Lift }) {
  const { against, too_early: early, seconds, verdict } = difference;
  const said = verdict ? VERDICTS[verdict] : null;
  const others = [...new Set(beside.map(({ name }) => name))];
  return (
    <Stack gap={4}>
      <Group gap="xs">
        {early ? <StatusBadge state="early" label="Too early" tone="waiting" /> : null}
        {said ? <StatusBadge state={said.label} label={said.label} tone={said.tone} /> : null}
        {seconds ? <Text size="sm">{sayInterval(seconds)}</Text> : null}
      </Group>
      <Text size="sm" c="dimmed">
        {early ? 'Fewer than 30 cases on one side say nothing yet. ' : ''}
        {AGAINST[against]}
      </Text>
      {against === 'before_after' && others.length ? (
        <Text size="sm" c="dimmed">
          Published in the same time: {others.slice(0, 6).join(', ')}
          {others.length > 6 ? ` and ${others.length - 6} more` : ''}.
        </Text>
      ) : null}
    </Stack>
  );
}

/** The same in a cell: by how much the middle case moved, where that can be said. */
export function LiftCell({ lift }: { lift: LiftLine | null }) {
  if (!lift || lift.against === 'none') return '–';
  const { too_early: early, verdict, seconds } = lift;
  if (early) return <StatusBadge state="early" label="Too early" tone="waiting" />;
  if (!verdict) return '–';
  if (verdict === 'unclear' || !seconds) return <span title={VERDICTS[verdict].label}>±</span>;
  return <StatusBadge state={verdict} label={shortly(seconds)} tone={VERDICTS[verdict].tone} />;
}

const shortly = ({ value }: Interval) => `${value < 0 ? '−' : '+'}${sayDuration(Math.abs(value))}`;

function sayInterval({ value, low, high }: Interval): string {
  const side = (seconds: number) => `${sayDuration(Math.abs(seconds))} ${seconds < 0 ? 'less' : 'more'}`;
  return `${side(value)} in the middle; with 95 % confidence between ${side(low)} and ${side(high)}`;
}
