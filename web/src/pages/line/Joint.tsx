// The very records behind one figure of one joint.
import { Anchor, Select } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { JointRecord } from '../../api/line';
import { useList, useUpTo } from '../../api/query';
import { useBusiness } from '../../api/session';
import { useStaff } from '../../api/staff';
import { recordPath } from '../../shell/records';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { StatusBadge, inWords } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { sayDuration, secondsBetween } from '../../ui/duration';
import type { Column } from '../../ui/table';
import { useFilters } from '../../ui/filters';
import {
  FIGURES,
  JOINTS,
  daysOf,
  figureOf,
  fromDays,
  inDays,
  isNow,
  isWait,
  sayFigure,
  type Figure,
} from './joints';
import { Whose } from './Whose';
import { useTitles } from './titles';
import { sayDate } from './week';

const EMPTY: Partial<Record<Figure, string>> = {
  waiting: 'Nothing waits here',
  late: 'Nothing is late here',
};
const WHOSE = { ours: 'Ours', theirs: 'Theirs', machine: 'By itself' };

export function Page() {
  const at = useParams({ strict: false }) as { joint: string; figure: string };
  const { joint } = at;
  const figure = figureOf(at.figure);
  const navigate = useNavigate();
  const [chosen] = useFilters(['days', 'service', 'week', 'from', 'to']);
  const { from, to, span } = usePeriod(chosen);
  const list = useList<JointRecord>(`/line/${joint}/${figure}`, {
    query: { from, ...(to ? { to } : {}), ...(chosen.service ? { service: chosen.service } : {}) },
    nouns: ['*'],
  });
  const found = !isWait(figure) || list.rows.some(({ marked }) => marked);
  useUpTo(found ? 0 : Infinity, list);
  const name = JOINTS[joint];
  const title = name ? `${name.from} to ${name.to}` : inWords(joint);
  return (
    <>
      <PageHead
        title={title}
        above={
          chosen.week ? (
            <Anchor component={Link} to="/line/week" search={{ ending: chosen.week } as never} size="sm">
              The week
            </Anchor>
          ) : (
            <Anchor component={Link} to="/line" search={chosen as never} size="sm">
              The line
            </Anchor>
          )
        }
        sub={sayFigure(figure, joint, span)}
      >
        <Select
          aria-label="Figure"
          value={figure}
          onChange={(next) => void navigate({ to: `/line/${joint}/${next}`, search: chosen as never })}
          data={Object.entries(FIGURES).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          w={160}
        />
      </PageHead>
      <DataTable
        label={`${title}: ${FIGURES[figure]}`}
        list={list}
        columns={useColumns(figure, list.rows)}
        to={(record) => recordPath(record.id) ?? '/'}
        empty={
          <EmptyState
            icon={IconRoute}
            title={EMPTY[figure] ?? `Nothing in ${span}`}
            hint="Every figure of the line opens the records it counts."
          />
        }
      />
    </>
  );
}

/** The days up to now, or the very bounds of a week of the business. */
function usePeriod({ days, week, from, to }: Partial<Record<'days' | 'week' | 'from' | 'to', string>>) {
  const { locale } = useBusiness();
  if (week && from && to) return { from, to, span: `the week of ${sayDate(week, locale)}` };
  const known = daysOf(days);
  return { from: fromDays(known), to: undefined, span: inDays(known) };
}

function useColumns(figure: Figure, rows: JointRecord[]): Column<JointRecord>[] {
  const titleOf = useTitles(rows, ({ id, title }) => title === id || title === '');
  const { nameOf } = useStaff();
  const waits = isNow(figure);
  const took = ({ since, until }: JointRecord) => secondsBetween(since, until);
  return [
    {
      key: 'title',
      title: 'Record',
      cell: (record) => <Whose title={titleOf(record)} who={record.who} />,
      sort: titleOf,
      width: 'minmax(160px, 2fr)',
      phone: 'title',
    },
    {
      key: 'took',
      title: waits ? 'Waits' : 'Took',
      cell: (record) => (waits || record.until ? sayDuration(took(record)) : 'Still there'),
      sort: took,
      width: '110px',
      phone: 'end_sub',
    },
    {
      key: 'since',
      title: 'Since',
      cell: (record) => <When at={record.since} />,
      sort: ({ since }) => since,
    },
    aside(figure),
    {
      key: 'owner',
      title: 'Owner',
      cell: ({ owner }) => nameOf(owner) ?? '–',
      sort: ({ owner }) => nameOf(owner),
    },
    {
      key: 'money',
      title: 'Money',
      cell: ({ money }) => <Money of={money} />,
      sort: ({ money }) => money?.minor,
      end: true,
      width: '130px',
      phone: 'end',
    },
  ];
}

/** What stands beside the times: whose move it is, which wait is the figure, or how it went. */
function aside(figure: Figure): Column<JointRecord> {
  if (isNow(figure)) {
    return {
      key: 'whose',
      title: 'Whose move',
      cell: ({ whose }) => (whose ? WHOSE[whose] : '–'),
      phone: 'sub',
    };
  }
  if (isWait(figure)) {
    return {
      key: 'marked',
      title: 'Figure',
      cell: ({ marked }) =>
        marked ? <StatusBadge state={figure} label={FIGURES[figure]} tone="good" /> : '',
      phone: 'sub',
    };
  }
  return {
    key: 'outcome',
    title: 'Outcome',
    cell: ({ outcome }) => (outcome ? inWords(outcome) : '–'),
    phone: 'sub',
  };
}
