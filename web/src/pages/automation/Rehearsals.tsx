// The rehearsals of an automation, and the way to a new one: what it would have done in the last days.
import { Button, Group, Select, Text } from '@mantine/core';
import { IconMovie } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { asProblem, type Problem } from '../../api/problem';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import type { Column } from '../../ui/table';
import type { Rehearsal, RehearsalState } from './rehearsal';

const STATES: Record<RehearsalState, string> = {
  waiting: 'About to begin',
  running: 'Under way',
  done: 'Done',
  failed: 'Could not be done',
  cancelled: 'Stopped',
};

const COLUMNS: readonly Column<Rehearsal>[] = [
  {
    key: 'days',
    title: 'Rehearsal',
    width: 'minmax(170px, 1fr)',
    phone: 'title',
    cell: ({ days }) => `The last ${days} days`,
    sort: ({ days }) => days,
  },
  {
    key: 'state',
    title: 'State',
    width: '190px',
    phone: 'end',
    cell: ({ state }) => <StatusBadge state={state} label={STATES[state]} />,
    sort: ({ state }) => state,
  },
  {
    key: 'asked',
    title: 'Asked',
    width: '150px',
    phone: 'sub',
    cell: ({ asked_at: at }) => <When at={at} />,
    sort: ({ asked_at: at }) => at,
  },
];

export function Rehearsals({ automation }: { automation: string }) {
  const list = useList<Rehearsal>('/automations/rehearsals', { query: { automation } });
  return (
    <>
      <Rehearse automation={automation} />
      <DataTable
        label="Rehearsals"
        list={list}
        columns={COLUMNS}
        to={({ id }) => `/automations/rehearsals/${id}`}
        empty={
          <EmptyState
            icon={IconMovie}
            title="Not rehearsed yet"
            hint="A rehearsal goes through the days that were and counts what it would have done. Nothing leaves, nothing changes."
          />
        }
      />
    </>
  );
}

const DAYS = ['7', '30', '90', '365'].map((value) => ({ value, label: `the last ${value} days` }));

interface Rehearsing {
  /** Null where it was never published. */
  automation: string | null;
  /** What is written now, and how it is kept before the screen is left; else the published text. */
  draft?: { text: string; keep: () => Promise<string | undefined> };
}

export function Rehearse({ automation, draft }: Rehearsing) {
  const may = useMay('automation.rehearse');
  const navigate = useNavigate();
  const [days, setDays] = useState('30');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!may) return null;
  const go = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const body = { automation, days: Number(days), ...(draft ? { text: draft.text } : {}) };
      const { answer } = await call<Rehearsal>('automation.rehearse', body);
      const search = draft ? { draft: await draft.keep() } : {};
      await navigate({ to: `/automations/rehearsals/${answer.id}` as '/', search: search as never });
    } catch (cause) {
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  return (
    <>
      <Group gap="sm" mb="md">
        <Text size="sm">What would {draft ? 'this draft' : 'it'} have done in</Text>
        <Select
          aria-label="Days to rehearse"
          data={DAYS}
          value={days}
          onChange={(next) => setDays(next ?? '30')}
          allowDeselect={false}
          w={180}
        />
        <Button loading={busy} onClick={() => void go()}>
          Rehearse
        </Button>
      </Group>
      {problem ? <ProblemNote problem={problem} /> : null}
    </>
  );
}
