// The line as one row of joints: how many wait, how much money, how long, whose move.
import { Anchor, Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { JointView, LineView } from '../../api/line';
import { useView } from '../../api/query';
import { useBusiness } from '../../api/session';
import type { Money } from '../../api/views';
import { formatRoughly, useMoney } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { sayDuration, secondsBetween } from '../../ui/duration';
import { JOINTS, targetInWords, whoseMove } from '../line/joints';

export function LineRow() {
  const { data, error, refetch } = useView<LineView>('/line', { nouns: ['*'] });
  const money = useMoney();
  if (error && !data) return <ProblemNote problem={error} again={() => void refetch()} />;
  if (!data) return <WaitingRows count={1} height={132} />;
  const total = data.money_waiting.map(money).join(' + ');
  const last = data.joints.find(({ joint }) => joint === 'paid_reconciled');
  const arrived = last?.period.passed_money.map(money).join(' + ');
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs" className="num">
        {total ? `${total} wait on the line.` : 'Nothing that is worth money waits on the line.'}{' '}
        {arrived ? `${arrived} arrived in the last 30 days. ` : ''}Waits are typical ones of the last 30 days.{' '}
        <Anchor component={Link} to="/line" inherit underline="always">
          Look closer
        </Anchor>
      </Text>
      <ol className="line-row" aria-label="The line">
        {data.joints.map((view) => (
          <li key={view.joint}>
            <OneJoint view={view} />
          </li>
        ))}
      </ol>
    </>
  );
}

function OneJoint({ view }: { view: JointView }) {
  const name = JOINTS[view.joint];
  const title = (
    <Text size="xs" fw={600} className="joint-name">
      {name?.from} → {name?.to}
    </Text>
  );
  if (!view.in_use) {
    return (
      <div className="joint" data-unused>
        {title}
        <Text size="xs" c="dimmed" mt="auto">
          Not in use
        </Text>
      </div>
    );
  }
  return (
    <Paper className="joint" p={0} radius="md">
      <Link
        to="/line/$joint/$figure"
        params={{ joint: view.joint, figure: 'waiting' }}
        className="joint-link"
      >
        {title}
        <Figures view={view} />
      </Link>
    </Paper>
  );
}

function Figures({ view: { waiting, period, target_minutes: target } }: { view: JointView }) {
  const median = period.median_seconds;
  return (
    <>
      <Text fz="xl" fw={650} lh={1.2} className="num">
        {waiting.count.toLocaleString()}
        <Text span size="sm" c="dimmed" fw={400}>
          {' '}
          {waiting.count === 1 ? 'waits' : 'wait'}
        </Text>
      </Text>
      <Sums of={waiting.money} />
      <Text size="xs" c="dimmed" className="num">
        {waiting.oldest_since
          ? `oldest ${sayDuration(secondsBetween(waiting.oldest_since, null))}`
          : 'nothing waits'}
      </Text>
      {waiting.count ? (
        <Text size="xs" c="dimmed">
          {whoseMove(waiting)}
        </Text>
      ) : null}
      {waiting.late ? (
        <Text size="xs" fw={600} c="var(--mantine-color-error)">
          {waiting.late} later than {targetInWords(target)}
        </Text>
      ) : null}
      <Text size="xs" c="dimmed" mt="auto" className="num">
        {median === null ? `Should take ${targetInWords(target)}` : `Typically ${sayDuration(median)}`}
      </Text>
    </>
  );
}

function Sums({ of }: { of: Money[] }) {
  const { locale } = useBusiness();
  if (of.length === 0) return null;
  return (
    <Text size="sm" fw={600} className="num">
      {of.map((sum) => formatRoughly(sum, locale)).join(' + ')}
    </Text>
  );
}
