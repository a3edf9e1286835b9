// Every inquiry, newest first: from where, how fast it was answered, what is next and by whom.
import { Anchor, Button, Group, Text } from '@mantine/core';
import { IconPlus, IconUserPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { IntakeView } from '../../api/capture';
import type { LeadLine, WeekView } from '../../api/crm';
import type { Page as OnePage } from '../../api/cursor';
import { useList, useView } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { show } from '../../shell/desk';
import { BulkAssign, PickButton, usePicking } from '../../ui/BulkAssign';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { SavedViews } from '../../ui/SavedViews';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { sayDuration, secondsBetween } from '../../ui/duration';
import { useFilters } from '../../ui/filters';
import type { Column } from '../../ui/table';
import { FILTERS, LeadFilters, STATES } from './Filters';
import { sourceOf } from './source';
import { PART, around, idsOf, isPart } from './week';

const VIEWED = [...FILTERS, 'sort'];
const OFFERS = { state: STATES.map(({ value }) => value) };

export function Page() {
  const [chosen, set] = useFilters(FILTERS);
  const list = useLeads(chosen);
  const columns = useColumns();
  const mayAssign = useMay('lead.assign');
  const picking = usePicking(list, (lead) => lead.contact_name ?? 'this lead');
  return (
    <>
      <PageHead title="Leads" sub={<Doubtful />}>
        <SavedViews list="leads" names={VIEWED} offers={OFFERS} />
        {mayAssign ? <PickButton picking={picking} /> : null}
      </PageHead>
      <LeadFilters chosen={chosen} set={set} />
      {isPart(chosen.part) && chosen.week ? (
        <Group gap="xs" mb="sm">
          <Text size="sm">
            Leads of the week from {chosen.week}: {PART[chosen.part]}
          </Text>
          <Button size="compact-sm" variant="subtle" onClick={() => set({ week: null, part: null })}>
            Show all
          </Button>
        </Group>
      ) : null}
      {picking.on ? <BulkAssign picking={picking} list={list} verb="lead.assign" noun="lead" /> : null}
      <DataTable
        label="Leads"
        addressed
        list={list}
        columns={picking.over(columns)}
        to={(lead) => `/leads/${lead.id}`}
        empty={<Nothing filtered={Object.keys(chosen).length > 0} />}
      />
    </>
  );
}

/** A week's figure is shown by its ids: everything of the week is loaded, the rest left out. */
function useLeads({ week, part, ...query }: Partial<Record<(typeof FILTERS)[number], string>>) {
  const counted = isPart(part) && week ? part : null;
  const figures = useView<WeekView>('/leads/week', {
    query: { day: week },
    nouns: ['lead'],
    enabled: counted !== null,
  });
  const span = counted && week ? around(week) : {};
  const list = useList<LeadLine>('/leads', { query: { ...query, ...span }, nouns: ['contact', 'service'] });
  const { more, loading, loadMore } = list;
  useEffect(() => {
    if (counted && more && !loading) loadMore();
  }, [counted, more, loading, loadMore]);
  if (!counted) return list;
  const ids = figures.data ? idsOf(figures.data, counted) : new Set<string>();
  const pending = list.pending || figures.isPending;
  return { ...list, pending, rows: list.rows.filter(({ id }) => ids.has(id)) };
}

function useColumns(): Column<LeadLine>[] {
  const { nameOf } = useStaff();
  const name = (lead: LeadLine) => lead.contact_name ?? 'Somebody';
  return [
    { key: 'who', title: 'Who', cell: name, sort: name, width: 'minmax(150px, 1.6fr)', phone: 'title' },
    {
      key: 'state',
      title: 'State',
      cell: (lead) => <StatusBadge state={lead.state} />,
      sort: (lead) => lead.state,
      width: '124px',
      phone: 'end',
    },
    {
      key: 'source',
      title: 'Came by',
      cell: (lead) => sourceOf(lead.channel, lead.source),
      sort: (lead) => sourceOf(lead.channel, lead.source),
    },
    {
      key: 'service',
      title: 'Service',
      cell: (lead) => lead.service_name ?? '–',
      sort: (lead) => lead.service_name,
    },
    {
      key: 'reply',
      title: 'First reply',
      cell: (lead) =>
        lead.answered_at ? sayDuration(secondsBetween(lead.captured_at, lead.answered_at)) : 'None yet',
      sort: (lead) => lead.answered_at && secondsBetween(lead.captured_at, lead.answered_at),
      width: '110px',
    },
    {
      key: 'next',
      title: 'Next',
      cell: (lead) => lead.next?.text ?? lead.reason ?? '–',
      sort: (lead) => lead.next?.due_at,
      width: 'minmax(140px, 1.4fr)',
      phone: 'sub',
    },
    {
      key: 'owner',
      title: 'Owner',
      cell: (lead) => nameOf(lead.owner) ?? '–',
      sort: (lead) => nameOf(lead.owner),
    },
    {
      key: 'captured',
      title: 'Asked',
      cell: (lead) => <When at={lead.captured_at} />,
      sort: (lead) => lead.captured_at,
      width: '130px',
      phone: 'end_sub',
    },
  ];
}

/** What came in doubtful waits here, so that nothing is dropped unseen. */
function Doubtful() {
  const parked = useView<OnePage<IntakeView>>('/intakes', { query: { state: 'parked', limit: 1 } });
  const some = (parked.data?.items.length ?? 0) > 0;
  return (
    <Anchor component={Link} to="/leads/doubtful" size="sm">
      {some ? 'Doubtful inquiries wait for a look' : 'Doubtful inquiries'}
    </Anchor>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const [, set] = useFilters(FILTERS);
  if (filtered) {
    return (
      <EmptyState
        icon={IconUserPlus}
        title="No lead fits these filters"
        hint="Somebody may stand under another state or owner."
        action={
          <Button onClick={() => set(Object.fromEntries(FILTERS.map((name) => [name, null])))}>
            Show all leads
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={IconUserPlus}
      title="Nobody has asked yet"
      hint="Every inquiry stands here with its source, how fast it was answered and what is next."
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={() => show('add')}>
          Add a lead
        </Button>
      }
    />
  );
}
