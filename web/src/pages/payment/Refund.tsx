// One refund: whose credit went back, where it stands on the statement, and how it is taken back.
import { Anchor, Button, Grid, Group, Stack, Table, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { MONEY_NOUNS, type RefundView } from '../../api/cash';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { Money, useMoney } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { say } from '../../ui/toast';
import { Day } from '../invoice/parts';
import { Entries } from '../ledger/Entries';
import { notAwaited, sayMethod } from './words';

export function Page() {
  const { refund: id } = useParams({ strict: false }) as { refund: string };
  const { data: refund, error, refetch } = useView<RefundView>(`/refunds/${id}`, { nouns: MONEY_NOUNS });
  if (!refund) {
    return (
      <>
        <PageHead title="Refund" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  return <Shown refund={refund} />;
}

function Shown({ refund }: { refund: RefundView }) {
  const money = useMoney();
  return (
    <>
      <PageHead
        title={`${money(refund.amount)} paid back`}
        record={refund.id}
        above={
          <Group gap={6} mb={4}>
            <RefundBadge refund={refund} />
            {refund.test ? <StatusBadge state="test" tone="quiet" /> : null}
            {refund.reason ? (
              <Text size="sm" c="dimmed">
                {refund.reason}
              </Text>
            ) : null}
          </Group>
        }
        sub={
          <>
            <Anchor component={Link} to={`/contacts/${refund.contact}`} size="sm" underline="always">
              {refund.contact_name ?? 'The customer'}
            </Anchor>{' '}
            · paid back on <Day day={refund.paid_on} /> · {sayMethod(refund.method)}
          </>
        }
      >
        <Void refund={refund} />
      </PageHead>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Block title="Whose credit it was">
              <Taken refund={refund} />
            </Block>
            <Block title="In the ledger">
              <Entries about={refund.id} />
            </Block>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Block title="On the bank statement">
            <Bank refund={refund} />
          </Block>
        </Grid.Col>
      </Grid>
    </>
  );
}

function RefundBadge({ refund }: { refund: RefundView }) {
  if (refund.state === 'voided') return <StatusBadge state="voided" tone="quiet" />;
  if (refund.reconciled) return <StatusBadge state="reconciled" label="On the statement" tone="good" />;
  return <StatusBadge state="recorded" tone="good" />;
}

function Taken({ refund: { taken, note } }: { refund: RefundView }) {
  return (
    <Stack gap="sm">
      <Table className="num" verticalSpacing={6}>
        <Table.Tbody>
          {taken.map(({ payment, amount }) => (
            <Table.Tr key={payment}>
              <Table.Td>
                <Anchor component={Link} to={`/payments/${payment}`} size="sm">
                  Credit
                </Anchor>
              </Table.Td>
              <Table.Td ta="end">
                <Money of={amount} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {note ? (
        <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {note}
        </Text>
      ) : null}
    </Stack>
  );
}

function Bank({ refund }: { refund: RefundView }) {
  const may = useMay('bank_line.match');
  if (refund.bank_line && refund.state === 'recorded') {
    return (
      <Text size="sm">
        It was found on a statement. If that was wrong, undo the match of{' '}
        <Anchor component={Link} to={`/bank/${refund.bank_line}`} size="sm" underline="always">
          its bank line
        </Anchor>
        .
      </Text>
    );
  }
  const why = notAwaited(refund);
  if (why || !may) {
    return (
      <Text size="sm" c="dimmed">
        {why ?? 'Not found there.'}
      </Text>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      Not found there. Match it under{' '}
      <Anchor
        component={Link}
        to="/bank"
        search={{ state: 'outgoing' } as never}
        size="sm"
        underline="always"
      >
        what went out
      </Anchor>
      .
    </Text>
  );
}

function Void({ refund }: { refund: RefundView }) {
  const [asking, setAsking] = useState(false);
  const may = useMay('refund.void');
  if (!may || refund.state !== 'recorded' || refund.bank_line) return null;
  const send = async (reason: string) => {
    await call('refund.void', { refund: refund.id, reason });
    say('Refund voided');
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Void
      </Button>
      <ReasonDialog
        opened={asking}
        close={() => setAsking(false)}
        title="Void this refund"
        label="Why it is voided"
        verb="Void refund"
        text="It is the customer’s credit again."
        send={send}
      />
    </>
  );
}
