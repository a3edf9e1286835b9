// The nine states side by side, and between each two the joint: who waits, how long, what went through.
import { Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
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
      <ToFigure joint={joint} figure="waiting" {...looking} className="joint-link">
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
      </ToFigure>
      {waiting.late ? (
        <ToFigure joint={joint} figure="late" {...looking} className="joint-late num">
          {waiting.late.toLocaleString()}{' '}
          {joint === 'invoiced_paid'
            ? 'past the due day'
            : `later than ${targetInWords(view.target_minutes)}`}
        </ToFigure>
      ) : null}
      <History view={view} {...looking} />
      <Text size="xs" c="dimmed" className="joint-foot" truncate title={`Answers for it: ${owner}`}>
        {owner}
      </Text>
    </Paper>
  );
}

type Counted = 'entered' | 'passed' | 'lost' | 'nurtured';

const SHOWN: readonly (readonly [Counted, string])[][] = [
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
  const shown = (figure: Counted) => figure !== 'nurtured' || period.nurtured > 0;
  return (
    <div className="joint-period">
      <div className="joint-figures" role="group" aria-label={`In ${inDays(looking.days)}`}>
        {SHOWN.map((line) => (
          <div key={line[0]?.[0]}>
            {line
              .filter(([figure]) => shown(figure))
              .map(([figure, words]) => (
                <ToFigure
                  key={figure}
                  joint={joint}
                  figure={figure}
                  {...looking}
                  className="joint-figure num"
                >
                  <b>{period[figure].toLocaleString()}</b> {words}
                </ToFigure>
              ))}
          </div>
        ))}
      </div>
      {median === null ? (
        <Text size="xs" c="dimmed" className="num">
          Should take {targetInWords(target)}
        </Text>
      ) : (
        <ToFigure joint={joint} figure="median" {...looking} className="joint-wait num" title={title}>
          Typically {sayDuration(median)}
        </ToFigure>
      )}
      {p90 === null ? (
        <Text size="xs">{'\u00a0'}</Text>
      ) : (
        <ToFigure joint={joint} figure="p90" {...looking} className="joint-wait num">
          90 % within {sayDuration(p90)}
        </ToFigure>
      )}
    </div>
  );
}

interface Opening extends Looking {
  joint: string;
  figure: Figure;
  className: string;
  title?: string | undefined;
  children: ReactNode;
}

/** A figure opens its records. */
function ToFigure({ joint, figure, days, service, ...rest }: Opening) {
  const search = searchOf({ days, service }) as never;
  return <Link to="/line/$joint/$figure" params={{ joint, figure }} search={search} {...rest} />;
}

function searchOf({ days, service }: Looking): Record<string, string> {
  return { ...(days === 30 ? {} : { days: String(days) }), ...(service ? { service } : {}) };
}
