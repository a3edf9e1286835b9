// What can be done with an issued invoice: send it again, credit it, note what the customer says, write it off.
import { Button, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { InvoiceView } from '../../api/billing';
import { call } from '../../api/call';
import type { PayableInvoice } from '../../api/cash';
import { useMay } from '../../api/session';
import { act } from '../../ui/act';
import { change } from '../../ui/change';
import { useCommandForm } from '../../ui/form';
import { useKeys } from '../../shell/keys';
import { useMoney } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { say } from '../../ui/toast';
import { RecordPaymentDialog } from '../payment/RecordPayment';
import { CreditDialog } from './CreditDialog';

type Asking = 'credit' | 'dispute' | 'write_off' | 'promise' | null;

const WHY_DISPUTED = ['Not as agreed', 'Amount is wrong', 'Not delivered', 'Wrong buyer'];
const WHY_WRITTEN_OFF = ['Insolvent', 'Cannot be found', 'Not worth collecting'];

export function Actions({ invoice }: { invoice: InvoiceView }) {
  const may = useMay('invoice.send');
  return (
    <>
      <Payment invoice={invoice} />
      {may ? <Deeds invoice={invoice} /> : null}
    </>
  );
}

/** Money that came in for it: by the button, or by `P`. */
function Payment({ invoice }: { invoice: InvoiceView }) {
  const [asking, ask] = useState(false);
  const payable = useMay('payment.record') ? payableOf(invoice) : null;
  useKeys(payable ? { p: () => ask(true) } : {});
  if (!payable) return null;
  return (
    <>
      <Button variant="default" aria-keyshortcuts="P" title="Record a payment (P)" onClick={() => ask(true)}>
        Record payment
      </Button>
      <RecordPaymentDialog opened={asking} close={() => ask(false)} invoice={payable} />
    </>
  );
}

function payableOf(invoice: InvoiceView): PayableInvoice | null {
  const { id, number, contact, buyer_name, open, gross, issued_on, due_on } = invoice;
  if (invoice.state !== 'issued' || !number || !issued_on) return null;
  return { id, number, contact, buyer_name, open, gross, issued_on, due_on };
}

function Deeds({ invoice }: { invoice: InvoiceView }) {
  const [asking, ask] = useState<Asking>(null);
  const money = useMoney();
  const body = { invoice: invoice.id };
  const open = invoice.state === 'issued';
  const close = () => ask(null);
  const creditable = invoice.creditable.minor > 0 && !invoice.written_off;
  const handOver = (how: string, words: string) =>
    act('invoice.hand_over', { ...body, how }, { done: words });
  return (
    <>
      <Button
        variant="default"
        onClick={() => void act('invoice.send', body, { done: 'The invoice is on its way again' })}
      >
        Send again
      </Button>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={16} />}>More</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {creditable ? <Menu.Item onClick={() => ask('credit')}>Credit</Menu.Item> : null}
          {open ? <Menu.Item onClick={() => ask('promise')}>They promise to pay</Menu.Item> : null}
          {open && !invoice.disputed ? (
            <Menu.Item onClick={() => ask('dispute')}>They disagree</Menu.Item>
          ) : null}
          {invoice.disputed ? (
            <Menu.Item
              onClick={() => void act('invoice.settle_dispute', body, { done: 'The dispute is settled' })}
            >
              The dispute is settled
            </Menu.Item>
          ) : null}
          <Menu.Item onClick={() => void handOver('post', 'Handed over by post')}>
            Handed over by post
          </Menu.Item>
          <Menu.Item onClick={() => void handOver('hand', 'Handed over by hand')}>
            Handed over by hand
          </Menu.Item>
          {invoice.written_off ? (
            <Menu.Item
              onClick={() =>
                void act('invoice.undo_write_off', body, { done: 'The money is expected again' })
              }
            >
              Take the write-off back
            </Menu.Item>
          ) : null}
          {open ? (
            <Menu.Item color="red" onClick={() => ask('write_off')}>
              Write off
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <CreditDialog opened={asking === 'credit'} close={close} invoice={invoice} />
      <PromiseDialog opened={asking === 'promise'} close={close} invoice={invoice} />
      <ReasonDialog
        opened={asking === 'dispute'}
        close={close}
        title="What do they disagree with?"
        text={<Text size="sm">No reminder leaves until the dispute is settled.</Text>}
        verb="Note the dispute"
        usual={WHY_DISPUTED}
        send={(reason) => change('invoice.dispute', { ...body, reason }, 'Dispute noted')}
      />
      <ReasonDialog
        opened={asking === 'write_off'}
        close={close}
        title="Why is the money not expected any more?"
        text={<Text size="sm">{money(invoice.open)} is booked as lost. It can be taken back.</Text>}
        verb="Write off"
        usual={WHY_WRITTEN_OFF}
        send={(reason) => change('invoice.write_off', { ...body, reason }, 'Written off')}
      />
    </>
  );
}

interface Dialog {
  opened: boolean;
  close: () => void;
  invoice: InvoiceView;
}

function PromiseDialog({ opened, close, invoice }: Dialog) {
  return (
    <Modal opened={opened} onClose={close} title="By when do they pay?">
      <PromiseForm close={close} invoice={invoice} />
    </Modal>
  );
}

function PromiseForm({ close, invoice }: Omit<Dialog, 'opened'>) {
  const { form, busy, problem, submit } = useCommandForm({
    initial: { until: invoice.promised_until ?? '' },
    send: async ({ until }) => {
      const { undo } = await call('invoice.promise', { invoice: invoice.id, until: until || null });
      say(until ? 'Promise noted' : 'Promise taken back', undo);
      close();
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          key={form.key('until')}
          {...form.getInputProps('until')}
          type="date"
          label="They pay by"
          description="No reminder leaves until then. Empty takes the promise back."
          data-autofocus
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy} style={{ alignSelf: 'flex-end' }}>
          Save
        </Button>
      </Stack>
    </form>
  );
}
