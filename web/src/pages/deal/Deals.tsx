// Every opportunity: a board by stage, or a table of the open and the ended ones.
import { Group, SegmentedControl, Select } from '@mantine/core';
import { IconTargetArrow } from '@tabler/icons-react';
import type { DealLine, PipelineView } from '../../api/crm';
import { useList, useView } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { BulkAssign, PickButton, usePicking } from '../../ui/BulkAssign';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { SavedViews } from '../../ui/SavedViews';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRows } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { useFilters } from '../../ui/filters';
import type { Column } from '../../ui/table';
import { Board } from './Board';

const FILTERS = ['as', 'state', 'owner'] as const;
const STATES = ['open', 'won', 'lost', 'withdrawn'].map((value) => ({
  value,
  label: value.charAt(0).toUpperCase() + value.slice(1),
}));
const VIEWED = [...FILTERS, 'sort'];
const OFFERS = { as: ['table'], state: STATES.map(({ value }) => value) };

export function Page() {
  const [{ as = 'board', state, owner }, set] = useFilters(FILTERS);
  const { choices } = useStaff();
  return (
    <>
      <PageHead title="Deals" sub={as === 'board' ? 'Drag a deal, or press Shift and an arrow on it.' : null}>
        {as === 'table' ? <SavedViews list="deals" names={VIEWED} offers={OFFERS} /> : null}
        <Select
          aria-label="Owner"
          placeholder="Anybody's"
          data={choices}
          value={owner ?? null}
          onChange={(next) => set({ owner: next })}
          clearable
          w={160}
        />
        {as === 'table' ? (
          <Select
            aria-label="State"
            placeholder="Any state"
            data={STATES}
            value={state ?? null}
            onChange={(next) => set({ state: next })}
            clearable
            w={140}
          />
        ) : null}
        <SegmentedControl
          aria-label="Layout"
          value={as}
          onChange={(next) => set({ as: next })}
          data={[
            { value: 'board', label: 'Board' },
            { value: 'table', label: 'Table' },
          ]}
        />
      </PageHead>
      {as === 'table' ? <Table query={{ state, owner }} /> : <OpenBoard owner={owner} />}
    </>
  );
}

function OpenBoard({ owner }: { owner: string | undefined }) {
  const sight = { query: { state: 'open', owner, limit: 200 }, nouns: ['lead', 'contact'] };
  const list = useList<DealLine>('/deals', sight);
  const pipeline = useView<PipelineView>('/pipeline', { nouns: ['setting'] });
  const problem = list.problem ?? pipeline.error;
  if (problem) return <ProblemNote problem={problem} again={list.again} />;
  if (list.pending || !pipeline.data) return <WaitingRows count={6} />;
  if (list.rows.length === 0) return <Nothing />;
  return <Board stages={pipeline.data.stages} list={list} sight={sight} />;
}

function Nothing() {
  return (
    <EmptyState
      icon={IconTargetArrow}
      title="No open deal"
      hint="Qualify a lead, and its deal stands here with what it is worth and its next step."
    />
  );
}

function Table({ query }: { query: { state: string | undefined; owner: string | undefined } }) {
  const list = useList<DealLine>('/deals', { query, nouns: ['contact'] });
  const mayAssign = useMay('deal.change');
  const picking = usePicking(list, ({ title }) => title);
  const { nameOf } = useStaff();
  const columns: Column<DealLine>[] = [
    {
      key: 'title',
      title: 'Deal',
      cell: ({ title }) => title,
      sort: ({ title }) => title,
      width: 'minmax(160px, 1.6fr)',
      phone: 'title',
    },
    {
      key: 'contact',
      title: 'With',
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
    { key: 'stage', title: 'Stage', cell: ({ stage }) => stage, sort: ({ stage }) => stage, width: '120px' },
    {
      key: 'owner',
      title: 'Owner',
      cell: ({ owner }) => nameOf(owner) ?? '–',
      sort: ({ owner }) => nameOf(owner),
    },
    {
      key: 'opened',
      title: 'Opened',
      cell: ({ opened_at: at }) => <When at={at} />,
      sort: ({ opened_at: at }) => at,
      width: '120px',
    },
    {
      key: 'value',
      title: 'Value',
      cell: ({ value }) => <Money of={value} />,
      sort: ({ value }) => value?.minor,
      end: true,
      width: '130px',
      phone: 'end',
    },
  ];
  return (
    <>
      {mayAssign && list.rows.length ? (
        <Group mb="sm" justify="flex-end">
          <PickButton picking={picking} />
        </Group>
      ) : null}
      {picking.on ? <BulkAssign picking={picking} list={list} verb="deal.change" noun="deal" /> : null}
      <DataTable
        label="Deals"
        addressed
        list={list}
        columns={picking.over(columns)}
        to={(deal) => `/deals/${deal.id}`}
        empty={<Nothing />}
      />
    </>
  );
}
