// Open invoices to choose from, found by number or buyer; they are settled in the order they are chosen.
import { Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { MONEY_NOUNS, type PayableInvoice } from '../../api/cash';
import { useView } from '../../api/query';
import { Money } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { Day } from '../invoice/parts';
import { SearchBox } from '../lead/Filters';

interface Picking {
  chosen: readonly PayableInvoice[];
  choose: (invoices: PayableInvoice[]) => void;
  contact?: string | undefined;
  currency?: string | undefined;
}

export function PickInvoices({ chosen, choose, contact, currency }: Picking) {
  const [query, setQuery] = useState<string | null>(null);
  const { data, error } = useView<{ items: PayableInvoice[] }>('/payments/payable', {
    query: { query, contact, limit: 50 },
    nouns: MONEY_NOUNS,
  });
  const found = (data?.items ?? []).filter(({ open }) => !currency || open.currency === currency);
  const shown = [...chosen, ...found.filter(({ id }) => !chosen.some((one) => one.id === id))];
  const turn = (invoice: PayableInvoice) => {
    const rest = chosen.filter(({ id }) => id !== invoice.id);
    choose(rest.length === chosen.length ? [...chosen, invoice] : rest);
  };
  return (
    <Stack gap="xs">
      <Group>
        <SearchBox label="Search open invoices" value="" set={setQuery} />
      </Group>
      {error ? <ProblemNote problem={error} /> : null}
      {!data && !error ? <WaitingLines count={3} /> : null}
      {data && shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          {query ? 'No open invoice is found by that.' : 'No invoice is open.'}
        </Text>
      ) : null}
      {shown.length ? (
        <Paper mah={260} style={{ overflowY: 'auto' }}>
          {shown.map((invoice) => (
            <Row
              key={invoice.id}
              invoice={invoice}
              checked={chosen.some(({ id }) => id === invoice.id)}
              turn={() => turn(invoice)}
            />
          ))}
        </Paper>
      ) : null}
    </Stack>
  );
}

function Row({ invoice, checked, turn }: { invoice: PayableInvoice; checked: boolean; turn: () => void }) {
  return (
    <div className="list-row">
      <Checkbox
        checked={checked}
        onChange={turn}
        label={
          <>
            {invoice.number}
            <Text span inherit c="dimmed">
              {' '}
              {invoice.buyer_name}
            </Text>
          </>
        }
        style={{ minWidth: 0, overflowWrap: 'anywhere' }}
      />
      <Group gap="sm">
        <Text size="sm" c="dimmed">
          due <Day day={invoice.due_on} />
        </Text>
        <Money of={invoice.open} />
      </Group>
    </div>
  );
}
