// The runs of an automation: for whom, where each stands, and when it goes on.
import { IconRoute } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useList } from '../../api/query';
import { nounLabel, recordPath } from '../../shell/records';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { useFilters } from '../../ui/filters';
import { Select } from '@mantine/core';
import type { Column } from '../../ui/table';
import { RUN_WORDS, toneOf, type RunCounts, type RunState, type RunView } from './shapes';

const COLUMNS: readonly Column<RunView>[] = [
  {
    key: 'state',
    title: 'Run',
    width: 'minmax(190px, 1.2fr)',
    phone: 'title',
    cell: ({ state, outcome }) => (
      <StatusBadge
        state={state}
        label={state === 'done' && outcome === 'goal' ? 'Reached its goal' : RUN_WORDS[state]}
        tone={toneOf(state)}
      />
    ),
    sort: ({ state }) => state,
  },
  { key: 'subject', title: 'About', cell: ({ subject }) => <About id={subject} />, phone: 'end' },
  {
    key: 'step',
    title: 'Stands at',
    phone: 'sub',
    cell: ({ step, note }) => <span title={note ?? undefined}>{step?.replaceAll('_', ' ') ?? '–'}</span>,
    sort: ({ step }) => step,
  },
  {
    key: 'started',
    title: 'Began',
    width: '140px',
    cell: ({ started_at: at }) => <When at={at} />,
    sort: ({ started_at: at }) => at,
  },
  {
    key: 'wakes',
    title: 'Goes on',
    width: '140px',
    phone: 'end_sub',
    cell: ({ wakes_at: at, ended_at: ended }) => (ended ? <When at={ended} /> : <When at={at} />),
    sort: ({ wakes_at: at }) => at,
  },
  {
    key: 'version',
    title: 'Version',
    width: '90px',
    end: true,
    cell: ({ version }) => version,
    sort: ({ version }) => version,
  },
];

export function About({ id }: { id: string }) {
  const path = recordPath(id);
  return path ? <Link to={path}>{nounLabel(id)}</Link> : <>{nounLabel(id)}</>;
}

export function Runs({ automation, runs }: { automation: string; runs: RunCounts }) {
  const { state } = useSearch({ strict: false }) as { state?: string };
  const [, set] = useFilters(['state', 'tab']);
  const list = useList<RunView>('/runs', {
    query: { automation, state: state ?? null },
    nouns: ['automation', 'approval', 'message', 'lead'],
  });
  const present = (Object.keys(RUN_WORDS) as RunState[]).filter((each) => runs[each] || each === state);
  return (
    <>
      {present.length > 1 || state ? (
        <Select
          aria-label="Show runs that"
          placeholder="Every state"
          data={present.map((value) => ({ value, label: `${RUN_WORDS[value]} (${runs[value] ?? 0})` }))}
          value={state ?? null}
          onChange={(next) => set({ state: next })}
          clearable
          maw={260}
          mb="md"
        />
      ) : null}
      <DataTable
        label="Runs"
        list={list}
        columns={COLUMNS}
        to={({ id }) => `/runs/${id}`}
        empty={
          <EmptyState
            icon={IconRoute}
            title="No run yet"
            hint="Each time its beginning happens, a run appears here with every step it takes."
          />
        }
      />
    </>
  );
}
