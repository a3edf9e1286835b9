// Every proposal, newest first: what it is worth, whether it was looked at, what came of it.
import { IconFileText } from '@tabler/icons-react';
import { useList } from '../../api/query';
import type { ProposalLine } from '../../api/sales';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Filter } from '../../ui/Filter';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { SavedViews } from '../../ui/SavedViews';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { useFilters } from '../../ui/filters';
import type { Column } from '../../ui/table';
import { stateOf } from './ProposalPage';

const FILTERS = ['state'] as const;
const STATES = ['draft', 'sent', 'viewed', 'accepted', 'declined', 'expired', 'withdrawn'].map((value) => ({
  value,
  label: value.charAt(0).toUpperCase() + value.slice(1),
}));
const VIEWED = [...FILTERS, 'sort'];
const OFFERS = { state: STATES.map(({ value }) => value) };

export function Page() {
  const [{ state }] = useFilters(FILTERS);
  const [{ sort }] = useFilters(['sort']);
  const list = useList<ProposalLine>('/proposals', { query: { state }, nouns: ['agreement', 'contact'] });
  return (
    <>
      <PageHead title="Proposals" sub="Drafted from a deal, sent as a link, signed on a phone.">
        <SavedViews list="proposals" names={VIEWED} offers={OFFERS} />
      </PageHead>
      <Filter label="State" to="/proposals" param="state" chosen={state} choices={STATES} with={{ sort }} />
      <DataTable
        label="Proposals"
        addressed
        list={list}
        columns={COLUMNS}
        to={({ id }) => `/proposals/${id}`}
        empty={
          <EmptyState
            icon={IconFileText}
            title={state ? 'No proposal in this state' : 'No proposal yet'}
            hint="Open a deal and press “New proposal”: it comes with your terms and the deal's value."
          />
        }
      />
    </>
  );
}

const COLUMNS: Column<ProposalLine>[] = [
  {
    key: 'title',
    title: 'Proposal',
    cell: ({ title, number, version }) =>
      `${number ? `${number}${version > 1 ? `-${version}` : ''} · ` : ''}${title}`,
    sort: ({ title }) => title,
    width: 'minmax(180px, 2fr)',
    phone: 'title',
  },
  {
    key: 'contact',
    title: 'For',
    cell: ({ contact_name }) => contact_name ?? 'Somebody',
    sort: ({ contact_name }) => contact_name ?? '',
    phone: 'sub',
  },
  {
    key: 'state',
    title: 'State',
    cell: (row) => <StatusBadge state={stateOf(row)} />,
    sort: stateOf,
    width: '130px',
    phone: 'end',
  },
  {
    key: 'sent',
    title: 'Sent',
    cell: ({ sent_at }) => <When at={sent_at} still />,
    sort: ({ sent_at }) => sent_at ?? '',
    width: '130px',
  },
  {
    key: 'viewed',
    title: 'Looked at',
    cell: ({ sent_at, viewed_at }) => (sent_at && !viewed_at ? 'Not yet' : <When at={viewed_at} still />),
    sort: ({ viewed_at }) => viewed_at ?? '',
    width: '130px',
  },
  {
    key: 'value',
    title: 'Net',
    cell: ({ value }) => <Money of={value} />,
    sort: ({ value }) => value.minor,
    end: true,
    phone: 'end_sub',
  },
];
