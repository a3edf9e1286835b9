// Every project: where the work stands, what is due next, and who answers for it.
import { Select, Text } from '@mantine/core';
import { IconHammer } from '@tabler/icons-react';
import type { ProjectLine } from '../../api/delivery';
import { useList } from '../../api/query';
import { useStaff } from '../../api/staff';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { useFilters } from '../../ui/filters';
import type { Column } from '../../ui/table';
import { Day } from './Day';

const FILTERS = ['state', 'owner'] as const;
const STATES = [
  { value: 'open', label: 'Open' },
  { value: 'done', label: 'Done' },
  { value: 'cancelled', label: 'Cancelled' },
];

export function Page() {
  const [{ state, owner }, set] = useFilters(FILTERS);
  const { choices } = useStaff();
  const list = useList<ProjectLine>('/projects', {
    query: { state, owner },
    nouns: ['milestone', 'brief', 'contact', 'invoice', 'credit_note'],
  });
  return (
    <>
      <PageHead title="Projects">
        <Select
          aria-label="Owner"
          placeholder="Anybody's"
          data={choices}
          value={owner ?? null}
          onChange={(next) => set({ owner: next })}
          clearable
          w={160}
        />
        <Select
          aria-label="State"
          placeholder="Any state"
          data={STATES}
          value={state ?? null}
          onChange={(next) => set({ state: next })}
          clearable
          w={140}
        />
      </PageHead>
      <DataTable
        label="Projects"
        list={list}
        columns={COLUMNS}
        to={(project) => `/projects/${project.id}`}
        empty={<Nothing />}
      />
    </>
  );
}

function Nothing() {
  return (
    <EmptyState
      icon={IconHammer}
      title="No project"
      hint="When a customer signs, the plan they signed stands here as milestones: delivered, accepted and invoiced one by one."
    />
  );
}

const COLUMNS: readonly Column<ProjectLine>[] = [
  {
    key: 'title',
    title: 'Project',
    cell: ({ number, title }) => (
      <>
        {title}{' '}
        <Text span c="dimmed" size="sm" className="num">
          {number}
        </Text>
      </>
    ),
    sort: ({ title }) => title,
    width: 'minmax(180px, 1.7fr)',
    phone: 'title',
  },
  {
    key: 'contact',
    title: 'For',
    cell: ({ contact_name: name }) => name ?? '–',
    sort: ({ contact_name: name }) => name,
    phone: 'sub',
  },
  {
    key: 'state',
    title: 'State',
    cell: ({ state }) => <StatusBadge state={state} />,
    sort: ({ state }) => state,
    width: '130px',
    phone: 'end_sub',
  },
  {
    key: 'next',
    title: 'Next milestone',
    cell: (project) => <Next {...project} />,
    sort: ({ next }) => next?.title,
    width: 'minmax(150px, 1.4fr)',
  },
  {
    key: 'due',
    title: 'Due',
    cell: (project) => <Due {...project} />,
    sort: ({ next, due_at: at }) => next?.due_on ?? at,
    width: '120px',
  },
  {
    key: 'owner',
    title: 'Owner',
    cell: ({ owner_name: name }) => name ?? '–',
    sort: ({ owner_name: name }) => name,
  },
  {
    key: 'value',
    title: 'Value',
    cell: ({ sums }) => <Money of={sums.value} />,
    sort: ({ sums }) => sums.value.minor,
    end: true,
    width: '130px',
    phone: 'end',
  },
];

function Next({ next, state, accepted, milestones }: ProjectLine) {
  if (next) return <>{next.title}</>;
  if (state === 'open') return <>To be finished</>;
  return (
    <Text span inherit c="dimmed">
      {accepted} of {milestones} accepted
    </Text>
  );
}

function Due({ next, due_at: at, state }: ProjectLine) {
  if (state !== 'open') return <>–</>;
  if (next) return <Day on={next.due_on} waits={next.state !== 'delivered'} />;
  return <When at={at} />;
}
