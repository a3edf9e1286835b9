// Every invoice: what is owed by currency, what is late, and the drafts nobody issued yet.
import { Button, Group } from '@mantine/core';
import { IconPlus, IconReceipt } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { InvoiceLine, SumsOfInvoices } from '../../api/billing';
import { useList, useView } from '../../api/query';
import { useMay } from '../../api/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Filter } from '../../ui/Filter';
import { Money, useMoney } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { SavedViews } from '../../ui/SavedViews';
import { StatTile, StatTiles } from '../../ui/StatTile';
import { useFilters } from '../../ui/filters';
import type { Column } from '../../ui/table';
import { Day, InvoiceBadge } from './parts';

const FILTERS = ['show', 'contact', 'project'] as const;
const SHOWS = [
  { value: 'open', label: 'Open' },
  { value: 'overdue', label: 'Overdue' },
  { value: 'disputed', label: 'Disputed' },
  { value: 'paid', label: 'Paid' },
  { value: 'draft', label: 'Drafts' },
  { value: 'credited', label: 'Credited' },
  { value: 'written_off', label: 'Written off' },
];
const VIEWED = [...FILTERS, 'sort'];
const OFFERS = { show: SHOWS.map(({ value }) => value) };

export function Page() {
  const [{ show, contact, project }] = useFilters(FILTERS);
  const [{ sort }] = useFilters(['sort']);
  const list = useList<InvoiceLine>('/invoices', {
    query: { show, contact, project },
    nouns: ['payment', 'credit_note', 'credit'],
  });
  return (
    <>
      <PageHead title="Invoices" sub="What was delivered is charged, and asked for until it is paid.">
        <SavedViews list="invoices" names={VIEWED} offers={OFFERS} />
        <Button component={Link} to="/credit-notes" variant="default">
          Credit notes
        </Button>
        <NewInvoice />
      </PageHead>
      <Sums />
      <Filter
        label="Which invoices"
        to="/invoices"
        param="show"
        chosen={show}
        choices={SHOWS}
        with={{ contact, project, sort }}
      />
      <DataTable
        label="Invoices"
        addressed
        list={list}
        columns={COLUMNS}
        to={(invoice) => `/invoices/${invoice.id}`}
        empty={<Nothing filtered={show !== undefined} />}
      />
    </>
  );
}

function NewInvoice() {
  if (!useMay('invoice.draft')) return null;
  return (
    <Button component={Link} to="/invoices/new" leftSection={<IconPlus size={16} />}>
      New invoice
    </Button>
  );
}

const many = (count: number) => `${count} ${count === 1 ? 'invoice' : 'invoices'}`;

function Sums() {
  const money = useMoney();
  const { data } = useView<SumsOfInvoices>('/invoices/sums', { nouns: ['payment', 'credit_note', 'credit'] });
  const all = data?.currencies ?? [];
  return all.map((sums) => (
    <StatTiles key={sums.currency}>
      <StatTile label="Open" value={money(sums.open)} note={many(sums.open_count)} to="/invoices?show=open" />
      <StatTile
        label="Overdue"
        value={money(sums.overdue)}
        note={many(sums.overdue_count)}
        to="/invoices?show=overdue"
      />
      <StatTile
        label="Drafts"
        value={money(sums.drafted)}
        note={many(sums.drafts)}
        to="/invoices?show=draft"
      />
    </StatTiles>
  ));
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState icon={IconReceipt} title="No such invoice" hint="Choose another filter, or all of them." />
    );
  }
  return (
    <EmptyState
      icon={IconReceipt}
      title="No invoice yet"
      hint="An accepted milestone becomes an invoice by itself. You can also write one by hand."
      action={<NewInvoice />}
    />
  );
}

const COLUMNS: Column<InvoiceLine>[] = [
  {
    key: 'number',
    title: 'Number',
    cell: ({ number }) => number ?? 'Draft',
    sort: ({ number }) => number,
    width: '150px',
    phone: 'sub',
  },
  {
    key: 'buyer',
    title: 'Buyer',
    cell: ({ buyer_name: buyer, contact_name: contact }) => buyer || contact || '–',
    sort: ({ buyer_name: buyer }) => buyer,
    width: 'minmax(160px, 1.4fr)',
    phone: 'title',
  },
  { key: 'title', title: 'About', cell: ({ title }) => title ?? '–', sort: ({ title }) => title },
  {
    key: 'state',
    title: 'State',
    cell: (invoice) => (
      <Group gap={4} wrap="nowrap">
        <InvoiceBadge invoice={invoice} />
      </Group>
    ),
    sort: ({ state }) => state,
    width: '150px',
    phone: 'end_sub',
  },
  {
    key: 'due',
    title: 'Due',
    cell: ({ due_on: day }) => <Day day={day} />,
    sort: ({ due_on: day }) => day,
    width: '120px',
  },
  {
    key: 'open',
    title: 'Open',
    cell: ({ open }) => <Money of={open} />,
    sort: ({ open }) => open.minor,
    end: true,
    width: '130px',
  },
  {
    key: 'gross',
    title: 'Total',
    cell: ({ gross }) => <Money of={gross} />,
    sort: ({ gross }) => gross.minor,
    end: true,
    width: '130px',
    phone: 'end',
  },
];
