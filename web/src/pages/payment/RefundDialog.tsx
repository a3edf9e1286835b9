// A customer's credit that is paid back: how much, when and how; the money itself is sent at the bank.
import { Button, Group, Modal, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { call } from '../../api/call';
import type { RefundView } from '../../api/cash';
import { useBusiness } from '../../api/session';
import type { Money as Amount } from '../../api/views';
import { Money } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { readAmount, writeAmount } from '../../ui/amount';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { METHODS, today } from './words';

interface Dialog {
  contact: string;
  /** All they have in this currency. */
  credit: Amount;
  close: () => void;
}

export function RefundDialog({ opened, ...dialog }: Dialog & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={dialog.close} title="Pay back" size="lg">
      <RefundForm {...dialog} />
    </Modal>
  );
}

function RefundForm({ contact, credit, close }: Dialog) {
  const business = useBusiness();
  const { currency } = credit;
  const { form, busy, problem, submit } = useCommandForm({
    initial: {
      amount: writeAmount(credit),
      paid_on: today(business.zone),
      method: 'bank_transfer',
      note: '',
    },
    needed: { amount: 'Write the amount that is paid back.', paid_on: 'Say when it is paid back.' },
    check: ({ amount }): Record<string, string | null> => {
      if (!amount.trim()) return {};
      const read = readAmount(amount, currency);
      if (!read) return { amount: `Write an amount like 1250.00, in ${currency}.` };
      return read.minor > credit.minor ? { amount: 'That is more than their credit.' } : {};
    },
    send: async ({ amount, paid_on, method, note }) => {
      const input = { contact, amount: readAmount(amount, currency), paid_on, method };
      const { undo } = await call<RefundView>('refund.record', note.trim() ? { ...input, note } : input);
      close();
      say('Refund recorded', undo);
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          They have <Money of={credit} /> of credit. Send the money yourself; this notes that it went back.
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          <TextInput
            key={form.key('amount')}
            {...form.getInputProps('amount')}
            label={`Amount in ${currency}`}
            inputMode="decimal"
            autoComplete="off"
          />
          <TextInput
            key={form.key('paid_on')}
            {...form.getInputProps('paid_on')}
            label="Paid back on"
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
        <Textarea key={form.key('note')} {...form.getInputProps('note')} label="Note" autosize minRows={1} />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Record refund
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
