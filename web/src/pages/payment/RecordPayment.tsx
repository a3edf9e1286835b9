// Money that came in, recorded by hand: for chosen invoices, or as the credit of a customer.
import {
  Button,
  Group,
  Modal,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import type { PayableInvoice, PaymentView } from '../../api/cash';
import type { ContactLine } from '../../api/crm';
import { useList } from '../../api/query';
import { useBusiness } from '../../api/session';
import { useMoney } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { readAmount, writeAmount } from '../../ui/amount';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { PickInvoices } from './PickInvoices';
import { openOf, settles } from './sums';
import { METHODS, today } from './words';

interface Dialog {
  close: () => void;
  /** From an invoice's page: what it is for is settled. */
  invoice?: PayableInvoice;
  /** From a customer's page: only theirs are offered. */
  contact?: string;
}

/** Also for the invoice's own page: `<RecordPaymentDialog invoice={…} opened close />`. */
export function RecordPaymentDialog({ opened, ...dialog }: Dialog & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={dialog.close} title="Record a payment" size="lg">
      <RecordForm {...dialog} />
    </Modal>
  );
}

function RecordForm({ close, invoice, contact }: Dialog) {
  const business = useBusiness();
  const [chosen, setChosen] = useState<PayableInvoice[]>(invoice ? [invoice] : []);
  const [way, setWay] = useState<'invoices' | 'contact'>('invoices');
  const [payer, setPayer] = useState<string | null>(contact ?? null);
  const [typed, setTyped] = useState(invoice ? writeAmount(invoice.open) : '');
  const open = way === 'invoices' ? openOf(chosen) : null;
  const currency = open?.currency ?? business.currency;
  const { form, busy, problem, submit } = useCommandForm({
    initial: { amount: typed, paid_on: today(business.zone), method: 'bank_transfer', note: '' },
    needed: { amount: 'Write the amount that came in.', paid_on: 'Say when it came in.' },
    check: ({ amount }): Record<string, string | null> =>
      amount.trim() && !readAmount(amount, currency)
        ? { amount: `Write an amount like 1250.00, in ${currency}.` }
        : {},
    send: async ({ amount, paid_on, method, note }) => {
      const whose =
        way === 'invoices' ? { invoices: chosen.map(({ id }) => id), contact } : { contact: payer };
      const given = Object.fromEntries(Object.entries(whose).filter(([, value]) => value));
      const input = { ...given, amount: readAmount(amount, currency), paid_on, method };
      const { answer, undo } = await call<PaymentView>(
        'payment.record',
        note.trim() ? { ...input, note } : input,
      );
      close();
      say(answer.excess.minor > 0 ? 'Payment recorded, with credit left over' : 'Payment recorded', undo);
    },
  });
  const choose = (invoices: PayableInvoice[]) => {
    const before = openOf(chosen);
    const untouched = !typed || (before && typed === writeAmount(before));
    setChosen(invoices);
    const sum = openOf(invoices);
    if (untouched) fill(sum ? writeAmount(sum) : '');
  };
  const fill = (text: string) => {
    form.setFieldValue('amount', text);
    setTyped(text);
  };
  const amount = form.getInputProps('amount');
  const nobody = way === 'invoices' ? chosen.length === 0 && !contact : !payer;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {invoice ? <Text size="sm">For invoice {invoice.number}.</Text> : null}
        {invoice || contact ? null : (
          <SegmentedControl
            value={way}
            onChange={(next) => setWay(next as typeof way)}
            data={[
              { value: 'invoices', label: 'For invoices' },
              { value: 'contact', label: 'From a customer' },
            ]}
          />
        )}
        {way === 'invoices' && !invoice ? (
          <PickInvoices chosen={chosen} choose={choose} contact={contact} />
        ) : null}
        {way === 'contact' ? <PickContact chosen={payer} choose={setPayer} /> : null}
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          <TextInput
            key={form.key('amount')}
            {...amount}
            onChange={(event) => {
              amount.onChange(event);
              setTyped(event.currentTarget.value);
            }}
            label={`Amount in ${currency}`}
            inputMode="decimal"
            autoComplete="off"
          />
          <TextInput
            key={form.key('paid_on')}
            {...form.getInputProps('paid_on')}
            label="Paid on"
            type="date"
          />
          <Select
            key={form.key('method')}
            {...form.getInputProps('method')}
            label="How"
            data={METHODS}
            allowDeselect={false}
          />
        </SimpleGrid>
        <Effect typed={typed} open={open} currency={currency} alone={way === 'contact'} />
        <Textarea key={form.key('note')} {...form.getInputProps('note')} label="Note" autosize minRows={1} />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={nobody}>
            Record payment
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface Outcome {
  typed: string;
  open: { minor: number; currency: string } | null;
  currency: string;
  alone: boolean;
}

/** What will come of it, before it is sent. */
function Effect({ typed, open, currency, alone }: Outcome) {
  const money = useMoney();
  const amount = readAmount(typed, currency);
  const words = () => {
    if (alone) return 'Their oldest open invoices are settled first; what is over becomes their credit.';
    if (!amount || !open) return null;
    const found = settles(amount, open);
    if (found.kind === 'exact') return 'Nothing stays open.';
    if (found.kind === 'part') return `${money(found.left)} stays open.`;
    return `${money(found.credit)} more than is open becomes the customer’s credit.`;
  };
  const said = words();
  return said ? (
    <Text size="sm" c="dimmed" role="status">
      {said}
    </Text>
  ) : null;
}

interface Who {
  chosen: string | null;
  choose: (contact: string | null) => void;
  label?: string;
}

export function PickContact({ chosen, choose, label = 'Who paid' }: Who) {
  const [query, setQuery] = useState('');
  const { rows } = useList<ContactLine & { display?: string; name?: string }>('/contacts', {
    query: { q: query, limit: 20 },
  });
  const data = rows.map(({ id, display, name }) => ({ value: id, label: display ?? name ?? id }));
  return (
    <Select
      label={label}
      placeholder="Name, address or number"
      data={data}
      value={chosen}
      onChange={choose}
      onSearchChange={(text) => {
        if (!data.some(({ label }) => label === text)) setQuery(text);
      }}
      filter={({ options }) => options}
      nothingFoundMessage="Nobody is found by that"
      searchable
      clearable
    />
  );
}
