// Crediting an invoice: all that is left, some of its lines, or an amount of one tax rate, always with a reason.
import {
  Button,
  Checkbox,
  Group,
  Modal,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { CreditNoteView, InvoiceView } from '../../api/billing';
import { call } from '../../api/call';
import { asProblem, fieldErrors, Problem } from '../../api/problem';
import { readAmount } from '../../ui/amount';
import { useMoney } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { say } from '../../ui/toast';
import { percentOf } from '../settings/percent';

interface Dialog {
  opened: boolean;
  close: () => void;
  invoice: InvoiceView;
}

export function CreditDialog({ opened, ...rest }: Dialog) {
  return (
    <Modal opened={opened} onClose={rest.close} title="Credit this invoice" size="lg">
      <Form {...rest} />
    </Modal>
  );
}

type What = 'all' | 'lines' | 'amount';
/** The quantity typed for each line that is taken back. */
type Lines = Record<number, string>;

function Form({ close, invoice }: Omit<Dialog, 'opened'>) {
  const money = useMoney();
  const [what, setWhat] = useState<What>('all');
  const [lines, setLines] = useState<Lines>({});
  const groups = invoice.priced.totals.groups;
  const [rate, setRate] = useState(String(groups[0]?.rate ?? 0));
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const errors = problem ? fieldErrors(problem) : {};

  const wish = () => {
    if (what === 'all') return { all: true };
    if (what === 'lines') {
      const wanted = Object.entries(lines);
      return {
        lines: wanted.map(([line, quantity]) => ({
          line: Number(line),
          quantity: quantity.replace(',', '.'),
        })),
      };
    }
    const gross = readAmount(amount, invoice.currency);
    const detail = `Write an amount like 1250.00, in ${invoice.currency}.`;
    const wrong = { pointer: '/amounts/0/gross', code: 'amount', detail };
    if (!gross) throw new Problem({ status: 422, title: detail, errors: [wrong] });
    return { amounts: [{ rate: Number(rate), gross }] };
  };
  const send = async () => {
    const body = { invoice: invoice.id, reason, ...wish() };
    const { answer } = await call<CreditNoteView>('invoice.credit', body);
    say(`${answer.number} is issued: ${money(answer.gross)}`);
    close();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    send()
      .catch((cause: unknown) => setProblem(asProblem(cause)))
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          The customer gets a credit note by mail. What lowers no open amount becomes their credit. This
          cannot be taken back.
        </Text>
        <SegmentedControl
          aria-label="What is credited"
          value={what}
          onChange={(next) => setWhat(next as What)}
          data={[
            { value: 'all', label: `All: ${money(invoice.creditable)}` },
            { value: 'lines', label: 'Some lines' },
            { value: 'amount', label: 'An amount' },
          ]}
        />
        {what === 'lines' ? (
          <LineChoice invoice={invoice} lines={lines} set={setLines} errors={errors} />
        ) : null}
        {what === 'amount' ? (
          <Group align="flex-start" grow>
            <Select
              label="Tax rate"
              data={groups.map(({ rate: of }) => ({ value: String(of), label: `${percentOf(of)} %` }))}
              value={rate}
              onChange={(next) => setRate(next ?? rate)}
              error={errors['amounts.0.rate']}
              allowDeselect={false}
            />
            <TextInput
              label={`Amount with tax, in ${invoice.currency}`}
              inputMode="decimal"
              value={amount}
              onChange={(event) => setAmount(event.currentTarget.value)}
              error={errors['amounts.0.gross']}
            />
          </Group>
        ) : null}
        <Textarea
          label="Reason"
          description="The customer reads it."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={errors['reason']}
          autosize
          minRows={2}
        />
        {problem && !allPlaced(problem) ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Issue credit note
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const PLACED = /^\/(reason|lines\/\d+\/quantity|amounts\/0\/(rate|gross))$/;

/** Everything that is wrong stands beside its field already. */
function allPlaced({ errors }: Problem): boolean {
  return errors.length > 0 && errors.every(({ pointer }) => PLACED.test(pointer));
}

interface Choice {
  invoice: InvoiceView;
  lines: Lines;
  set: (lines: Lines) => void;
  errors: Record<string, string>;
}

function LineChoice({ invoice, lines, set, errors }: Choice) {
  const toggle = (at: number, on: boolean) => {
    const { [at]: _, ...rest } = lines;
    set(on ? { ...rest, [at]: invoice.lines[at]?.quantity ?? '1' } : rest);
  };
  const chosen = Object.keys(lines).map(Number);
  return (
    <Stack gap="xs">
      {invoice.lines.map(({ title, quantity, unit }, at) => (
        // the lines of an invoice have no ids; their place is their name
        // oxlint-disable-next-line react/no-array-index-key
        <Group key={at} justify="space-between" align="flex-start" wrap="nowrap">
          <Checkbox
            label={title}
            checked={at in lines}
            onChange={(event) => toggle(at, event.currentTarget.checked)}
            mt={6}
          />
          {at in lines ? (
            <TextInput
              aria-label={`Quantity of ${title}`}
              inputMode="decimal"
              value={lines[at] ?? ''}
              onChange={(event) => set({ ...lines, [at]: event.currentTarget.value })}
              error={errors[`lines.${chosen.indexOf(at)}.quantity`]}
              rightSection={<Text size="xs">{unit}</Text>}
              w={120}
            />
          ) : (
            <Text size="sm" c="dimmed" mt={6} className="nowrap">
              {quantity} {unit}
            </Text>
          )}
        </Group>
      ))}
    </Stack>
  );
}
