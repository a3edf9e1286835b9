// The very records behind one figure of one joint.
import { Anchor, SegmentedControl } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { asList } from '../../api/items';
import type { JointRecord } from '../../api/line';
import { useView } from '../../api/query';
import { useStaff } from '../../api/staff';
import { recordPath } from '../../shell/records';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { inWords } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { sayDuration, secondsBetween } from '../../ui/duration';
import type { Column } from '../../ui/table';
import { useFilters } from '../../ui/filters';
import { FIGURES, JOINTS, daysOf, fromDays, inDays } from './joints';
import { useTitles } from './titles';

const WHOSE = { ours: 'Ours', theirs: 'Theirs', machine: 'By itself' };

export function Page() {
  const { joint, figure } = useParams({ strict: false }) as { joint: string; figure: string };
  const navigate = useNavigate();
  const [chosen] = useFilters(['days', 'service']);
  const days = daysOf(chosen.days);
  const view = useView<{ items: JointRecord[] }>(`/line/${joint}/${figure}`, {
    query: { from: fromDays(days), limit: 1000, ...(chosen.service ? { service: chosen.service } : {}) },
    nouns: ['*'],
  });
  const list = asList({ ...view, data: view.data?.items });
  const name = JOINTS[joint];
  const title = name ? `${name.from} to ${name.to}` : inWords(joint);
  const waits = figure === 'waiting';
  return (
    <>
      <PageHead
        title={title}
        above={
          <Anchor component={Link} to="/line" search={chosen as never} size="sm">
            The line
          </Anchor>
        }
        sub={waits ? `Now: ${name?.waits ?? 'what waits'}, the oldest first.` : `In ${inDays(days)}.`}
      >
        <SegmentedControl
          aria-label="Figure"
          value={figure}
          onChange={(next) => void navigate({ to: `/line/${joint}/${next}`, search: chosen as never })}
          data={FIGURES.map((value) => ({ value, label: inWords(value) }))}
        />
      </PageHead>
      <DataTable
        label={`${title}: ${figure}`}
        list={list}
        columns={useColumns(waits, list.rows)}
        to={(record) => recordPath(record.id) ?? '/'}
        empty={
          <EmptyState
            icon={IconRoute}
            title={waits ? 'Nothing waits here' : `Nothing in ${inDays(days)}`}
            hint="Every figure of the line opens the records it counts."
          />
        }
      />
    </>
  );
}

function useColumns(waits: boolean, rows: JointRecord[]): Column<JointRecord>[] {
  const titleOf = useTitles(rows, ({ id, title }) => title === id || title === '');
  const { nameOf } = useStaff();
  const took = ({ since, until }: JointRecord) => secondsBetween(since, until);
  return [
    {
      key: 'title',
      title: 'Record',
      cell: titleOf,
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
    waits
      ? { key: 'whose', title: 'Whose move', cell: ({ whose }) => (whose ? WHOSE[whose] : '–'), phone: 'sub' }
      : {
          key: 'outcome',
          title: 'Outcome',
          cell: ({ outcome }) => (outcome ? inWords(outcome) : '–'),
          phone: 'sub',
        },
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
