// Every payment: who paid, what it settled, and whether the bank has confirmed it.
import { Button, Text } from '@mantine/core';
import { IconCash, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { MONEY_NOUNS, type PaymentView } from '../../api/cash';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Filter } from '../../ui/Filter';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { useFilters } from '../../ui/filters';
import type { Column } from '../../ui/table';
import { Day } from '../invoice/parts';
import { RecordPaymentDialog } from './RecordPayment';
import { PaymentBadge } from './parts';
import { sayMethod } from './words';

const FILTERS = ['state', 'contact', 'invoice'] as const;
const STATES = [
  { value: 'recorded', label: 'Recorded' },
  { value: 'voided', label: 'Voided' },
];

export function Page() {
  const [{ state, contact, invoice }] = useFilters(FILTERS);
  const [recording, setRecording] = useState(false);
  const list = useList<PaymentView>('/payments', { query: { state, contact, invoice }, nouns: MONEY_NOUNS });
  const record = useMay('payment.record') ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setRecording(true)}>
      Record payment
    </Button>
  ) : null;
  return (
    <>
      <PageHead title="Payments" sub="Money that came in, and the invoices it settled.">
        {record}
      </PageHead>
      <Filter
        label="Which payments"
        to="/payments"
        param="state"
        chosen={state}
        choices={STATES}
        with={{ contact, invoice }}
      />
      <DataTable
        label="Payments"
        list={list}
        columns={COLUMNS}
        to={(payment) => `/payments/${payment.id}`}
        empty={<Nothing filtered={Boolean(state ?? contact ?? invoice)} />}
      />
      <RecordPaymentDialog opened={recording} close={() => setRecording(false)} />
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState icon={IconCash} title="No such payment" hint="Choose another filter, or all of them." />
    );
  }
  return (
    <EmptyState
      icon={IconCash}
      title="No payment yet"
      hint="Import a bank statement and payments find their invoices by themselves, or record one by hand."
    />
  );
}

function Settled({ applied, excess }: PaymentView) {
  const numbers = applied.map(({ number }) => number).join(', ');
  if (!applied.length) return <>Credit</>;
  return (
    <>
      {numbers}
      {excess.minor > 0 ? (
        <Text span inherit c="dimmed">
          {' '}
          + credit
        </Text>
      ) : null}
    </>
  );
}

const COLUMNS: readonly Column<PaymentView>[] = [
  {
    key: 'contact',
    title: 'From',
    cell: ({ contact_name: name }) => name ?? '–',
    sort: ({ contact_name: name }) => name,
    width: 'minmax(160px, 1.4fr)',
    phone: 'title',
  },
  {
    key: 'paid_on',
    title: 'Paid on',
    cell: ({ paid_on: day }) => <Day day={day} />,
    sort: ({ paid_on: day }) => day,
    width: '140px',
    phone: 'sub',
  },
  {
    key: 'settled',
    title: 'Settled',
    cell: (payment) => <Settled {...payment} />,
    width: 'minmax(140px, 1.2fr)',
  },
  { key: 'method', title: 'How', cell: ({ method }) => sayMethod(method), width: '130px' },
  {
    key: 'state',
    title: 'State',
    cell: (payment) => <PaymentBadge payment={payment} />,
    width: '170px',
    phone: 'end_sub',
  },
  {
    key: 'amount',
    title: 'Amount',
    cell: ({ amount }) => <Money of={amount} />,
    sort: ({ amount }) => amount.minor,
    end: true,
    width: '130px',
    phone: 'end',
  },
];
