// One payment: what it settled, what is over, where it stands on the statement, and how it is taken back.
import { Anchor, Button, Grid, Group, Stack, Table, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { MONEY_NOUNS, type PaymentView } from '../../api/cash';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { Money, useMoney } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { say } from '../../ui/toast';
import { Day } from '../invoice/parts';
import { Entries } from '../ledger/Entries';
import { CreditLine } from './CreditLine';
import { PaymentBadge } from './parts';
import { sayMethod } from './words';

export function Page() {
  const { payment: id } = useParams({ strict: false }) as { payment: string };
  const { data: payment, error, refetch } = useView<PaymentView>(`/payments/${id}`, { nouns: MONEY_NOUNS });
  if (!payment) {
    return (
      <>
        <PageHead title="Payment" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  return <Shown payment={payment} />;
}

function Shown({ payment }: { payment: PaymentView }) {
  const money = useMoney();
  return (
    <>
      <PageHead
        title={money(payment.amount)}
        record={payment.id}
        above={
          <Group gap={6} mb={4}>
            <PaymentBadge payment={payment} />
            {payment.test ? <StatusBadge state="test" tone="quiet" /> : null}
            {payment.reason ? (
              <Text size="sm" c="dimmed">
                {payment.reason}
              </Text>
            ) : null}
          </Group>
        }
        sub={
          <>
            <Anchor component={Link} to={`/contacts/${payment.contact}`} size="sm" underline="always">
              {payment.contact_name ?? 'The payer'}
            </Anchor>{' '}
            · paid on <Day day={payment.paid_on} /> · {sayMethod(payment.method)}
          </>
        }
      >
        <Void payment={payment} />
      </PageHead>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Block title="What it settled">
              <Settled payment={payment} />
            </Block>
            <Block title="In the ledger">
              <Entries about={payment.id} />
            </Block>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Block title="On the bank statement">
            <Bank payment={payment} />
          </Block>
        </Grid.Col>
      </Grid>
    </>
  );
}

function Settled({ payment }: { payment: PaymentView }) {
  const { applied, excess, refunded, note } = payment;
  return (
    <Stack gap="sm">
      <Table className="num" verticalSpacing={6}>
        <Table.Tbody>
          {applied.map(({ invoice, number, amount }) => (
            <Table.Tr key={invoice}>
              <Table.Td>
                <Anchor component={Link} to={`/invoices/${invoice}`} size="sm">
                  {number}
                </Anchor>
              </Table.Td>
              <Table.Td ta="end">
                <Money of={amount} />
              </Table.Td>
            </Table.Tr>
          ))}
          {refunded.minor > 0 ? (
            <Table.Tr>
              <Table.Td>Paid back</Table.Td>
              <Table.Td ta="end">
                <Money of={refunded} />
              </Table.Td>
            </Table.Tr>
          ) : null}
          {excess.minor > 0 || (applied.length === 0 && refunded.minor === 0) ? (
            <Table.Tr>
              <Table.Td>Credit of the customer</Table.Td>
              <Table.Td ta="end">
                <Money of={excess} />
              </Table.Td>
            </Table.Tr>
          ) : null}
        </Table.Tbody>
      </Table>
      {excess.minor > 0 && payment.state === 'recorded' && !payment.test ? (
        <CreditLine contact={payment.contact} />
      ) : null}
      {note ? (
        <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {note}
        </Text>
      ) : null}
    </Stack>
  );
}

function Bank({ payment }: { payment: PaymentView }) {
  if (payment.bank_line && payment.state === 'recorded') {
    return (
      <Text size="sm">
        It was found on a statement. If that was wrong, undo the match under{' '}
        <Anchor
          component={Link}
          to="/bank"
          search={{ state: 'matched' } as never}
          size="sm"
          underline="always"
        >
          matched bank lines
        </Anchor>
        .
      </Text>
    );
  }
  if (!payment.due_at) {
    return (
      <Text size="sm" c="dimmed">
        Not looked for there.
      </Text>
    );
  }
  return (
    <Text size="sm">
      Recorded by hand. It should stand on a statement by <When at={payment.due_at} />.
    </Text>
  );
}

function Void({ payment }: { payment: PaymentView }) {
  const [asking, setAsking] = useState(false);
  const may = useMay('payment.void');
  if (!may || payment.state !== 'recorded' || payment.method === 'credit_note') return null;
  if (payment.refunded.minor > 0) {
    return (
      <Text size="sm" c="dimmed">
        A part was paid back: void that refund, or undo its bank line’s match, first.
      </Text>
    );
  }
  if (payment.bank_line) return null;
  const send = async (reason: string) => {
    await call('payment.void', { payment: payment.id, reason });
    say('Payment voided');
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Void
      </Button>
      <ReasonDialog
        opened={asking}
        close={() => setAsking(false)}
        title="Void this payment"
        label="Why it is voided"
        verb="Void payment"
        text="Everything it settled is open again."
        send={send}
      />
    </>
  );
}
