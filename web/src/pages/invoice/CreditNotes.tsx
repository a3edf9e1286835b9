// Every credit note: what invoices charged and should not have.
import { IconReceiptRefund } from '@tabler/icons-react';
import type { CreditNoteLine } from '../../api/billing';
import { useList } from '../../api/query';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import type { Column } from '../../ui/table';
import { Day } from './parts';

export function Page() {
  const list = useList<CreditNoteLine>('/credit_notes', { nouns: ['credit_note', 'invoice'] });
  return (
    <>
      <PageHead title="Credit notes" sub="What invoices charged and should not have, taken back." />
      <DataTable
        label="Credit notes"
        list={list}
        columns={COLUMNS}
        to={(note) => `/credit-notes/${note.id}`}
        empty={
          <EmptyState
            icon={IconReceiptRefund}
            title="No credit note yet"
            hint="An issued invoice never changes. Credit it, and the credit note stands here."
          />
        }
      />
    </>
  );
}

const COLUMNS: Column<CreditNoteLine>[] = [
  {
    key: 'number',
    title: 'Number',
    cell: ({ number }) => number,
    sort: ({ number }) => number,
    width: '150px',
    phone: 'sub',
  },
  {
    key: 'buyer',
    title: 'Buyer',
    cell: ({ buyer_name: buyer }) => buyer || '–',
    sort: ({ buyer_name: buyer }) => buyer,
    phone: 'title',
  },
  {
    key: 'invoice',
    title: 'Corrects',
    cell: ({ invoice_number: number }) => number,
    sort: ({ invoice_number: number }) => number,
    width: '150px',
  },
  { key: 'reason', title: 'Reason', cell: ({ reason }) => reason, sort: ({ reason }) => reason },
  {
    key: 'issued',
    title: 'Issued',
    cell: ({ issued_on: day }) => <Day day={day} />,
    sort: ({ issued_on: day }) => day,
    width: '130px',
    phone: 'end_sub',
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
