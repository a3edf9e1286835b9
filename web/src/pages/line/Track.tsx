// The nine states side by side, and between each two the joint: who waits, how long, what went through.
import { Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { JointView, LineView } from '../../api/line';
import { useBusiness } from '../../api/session';
import { useStaff } from '../../api/staff';
import { formatRoughly } from '../../ui/Money';
import { inWords } from '../../ui/StatusBadge';
import { sayDuration, secondsBetween } from '../../ui/duration';
import { JOINTS, inDays, targetInWords, whoseMove, type Figure } from './joints';

interface Looking {
  days: number;
  service: string | undefined;
}

export function Track({ line, ...looking }: { line: LineView } & Looking) {
  const last = line.joints.length - 1;
  const end = inWords(line.states[last + 1] ?? '');
  return (
    <ol className="line-track" aria-label="The line">
      {line.joints.map((view, i) => (
        <li key={view.joint}>
          <div className="track-head">
            <span>{inWords(line.states[i] ?? view.from)}</span>
            {i === last ? <span className="track-far">{end}</span> : null}
          </div>
          {view.in_use ? <Card view={view} {...looking} /> : <Unused view={view} />}
          {i === last ? (
            <div className="track-head track-near" aria-hidden>
              <span>{end}</span>
            </div>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function Unused({ view }: { view: JointView }) {
  return (
    <div className="joint" data-unused>
      <Text size="xs" c="dimmed">
        No service uses {view.from} to {view.to}
      </Text>
    </div>
  );
}

function Card({ view, ...looking }: { view: JointView } & Looking) {
  const { waiting, joint } = view;
  const { nameOf } = useStaff();
  const { locale } = useBusiness();
  const owner = nameOf(view.owner) ?? 'nobody’s joint';
  const worth = waiting.money.map((sum) => formatRoughly(sum, locale)).join(' + ');
  return (
    <Paper className="joint" p={0} radius="md" component="section" aria-label={`${view.from} to ${view.to}`}>
      <Link
        to="/line/$joint/$figure"
        params={{ joint, figure: 'waiting' }}
        search={searchOf(looking) as never}
        className="joint-link"
      >
        <Text fz="xl" fw={650} lh={1.2} className="num">
          {waiting.count.toLocaleString()}
          <Text span size="sm" c="dimmed" fw={400}>
            {' '}
            {waiting.count === 1 ? 'waits' : 'wait'}
          </Text>
        </Text>
        {waiting.count ? (
          <Text size="sm" fw={600} className="num">
            {worth || <span className="unsaid">no money</span>}
          </Text>
        ) : null}
        <Text size="xs" c="dimmed" className="num">
          {waiting.oldest_since
            ? `oldest ${sayDuration(secondsBetween(waiting.oldest_since, null))}`
            : `no ${JOINTS[joint]?.waits ?? 'records'}`}
        </Text>
        {waiting.count ? (
          <Text size="xs" c="dimmed">
            {whoseMove(waiting)}
          </Text>
        ) : null}
        {waiting.late ? (
          <Text size="xs" fw={600} c="var(--mantine-color-error)">
            {waiting.late.toLocaleString()}{' '}
            {view.joint === 'invoiced_paid'
              ? 'past the due day'
              : `later than ${targetInWords(view.target_minutes)}`}
          </Text>
        ) : null}
      </Link>
      <History view={view} {...looking} />
      <Text size="xs" c="dimmed" className="joint-foot" truncate title={`Answers for it: ${owner}`}>
        {owner}
      </Text>
    </Paper>
  );
}

const SHOWN: readonly (readonly [Figure, string])[][] = [
  [['entered', 'came']],
  [['passed', 'passed']],
  [
    ['lost', 'lost'],
    ['nurtured', 'for later'],
  ],
];

/** What went through in the period; each number opens its records. */
function History({
  view: { joint, period, target_minutes: target },
  ...looking
}: { view: JointView } & Looking) {
  const { median_seconds: median, p90_seconds: p90, median_business_seconds: open } = period;
  const title = open === null ? undefined : `${sayDuration(open)} of it in open hours`;
  const shown = (figure: Figure) => figure !== 'nurtured' || period.nurtured > 0;
  return (
    <div className="joint-period">
      <div className="joint-figures" role="group" aria-label={`In ${inDays(looking.days)}`}>
        {SHOWN.map((line) => (
          <div key={line[0]?.[0]}>
            {line
              .filter(([figure]) => shown(figure))
              .map(([figure, words]) => (
                <Link
                  key={figure}
                  to="/line/$joint/$figure"
                  params={{ joint, figure }}
                  search={searchOf(looking) as never}
                  className="joint-figure num"
                >
                  <b>{period[figure as 'entered'].toLocaleString()}</b> {words}
                </Link>
              ))}
          </div>
        ))}
      </div>
      <Text size="xs" c="dimmed" className="num" title={title}>
        {median === null ? `Should take ${targetInWords(target)}` : `Typically ${sayDuration(median)}`}
      </Text>
      <Text size="xs" c="dimmed" className="num">
        {p90 === null ? '\u00a0' : `90 % within ${sayDuration(p90)}`}
      </Text>
    </div>
  );
}

function searchOf({ days, service }: Looking): Record<string, string> {
  return { ...(days === 30 ? {} : { days: String(days) }), ...(service ? { service } : {}) };
}
