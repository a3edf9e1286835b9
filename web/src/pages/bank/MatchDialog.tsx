// A line matched by hand: open invoices in the order they are settled, or a customer whose credit it becomes.
import { Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import type { BankLineView, PayableInvoice } from '../../api/cash';
import { Money, useMoney } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { say } from '../../ui/toast';
import { PickInvoices } from '../payment/PickInvoices';
import { PickContact } from '../payment/RecordPayment';
import { openOf, settles } from '../payment/sums';

interface Dialog {
  line: BankLineView;
  close: () => void;
}

export function MatchDialog({ opened, ...dialog }: Dialog & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={dialog.close} title="Match by hand" size="lg">
      <MatchForm {...dialog} />
    </Modal>
  );
}

function MatchForm({ line, close }: Dialog) {
  const [way, setWay] = useState<'invoices' | 'contact'>('invoices');
  const [chosen, setChosen] = useState<PayableInvoice[]>([]);
  const [payer, setPayer] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const match = async () => {
    setBusy(true);
    setProblem(null);
    const whose = way === 'invoices' ? { invoices: chosen.map(({ id }) => id) } : { contact: payer };
    try {
      const { undo } = await call('bank_line.match', { bank_line: line.id, ...whose });
      close();
      say('Line matched', undo);
    } catch (cause) {
      setProblem(cause);
    }
    setBusy(false);
  };
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
          {line.payer || 'No name given'}
          {line.text ? ` · ${line.text}` : ''}
        </Text>
        <Money of={line.amount} fw={650} />
      </Group>
      <SegmentedControl
        value={way}
        onChange={(next) => setWay(next as typeof way)}
        data={[
          { value: 'invoices', label: 'To invoices' },
          { value: 'contact', label: 'To a customer' },
        ]}
      />
      {way === 'invoices' ? (
        <PickInvoices chosen={chosen} choose={setChosen} currency={line.amount.currency} />
      ) : (
        <PickContact chosen={payer} choose={setPayer} />
      )}
      <Effect line={line} chosen={chosen} way={way} />
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          loading={busy}
          disabled={way === 'invoices' ? chosen.length === 0 : !payer}
          onClick={() => void match()}
        >
          Match
        </Button>
      </Group>
    </Stack>
  );
}

interface Outcome {
  line: BankLineView;
  chosen: readonly PayableInvoice[];
  way: 'invoices' | 'contact';
}

function Effect({ line, chosen, way }: Outcome) {
  const money = useMoney();
  const open = openOf(chosen);
  const words = () => {
    if (way === 'contact')
      return 'Their oldest open invoices are settled first; what is over becomes their credit.';
    if (!open) return null;
    const found = settles(line.amount, open);
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
