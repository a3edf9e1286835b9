// What is still open of an invoice, and everything that lowered it.
import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { InvoiceView } from '../../api/billing';
import type { Money as Amount } from '../../api/views';
import { Block } from '../../ui/Block';
import { Money } from '../../ui/Money';
import { CreditLine } from '../payment/CreditLine';
import { Day } from './parts';

export function Balance({ invoice }: { invoice: InvoiceView }) {
  const { payments, credits, written_off: off } = invoice;
  const customers = credits.reduce((sum, { gross, settles }) => sum + gross.minor - settles.minor, 0);
  return (
    <Block title="What is open">
      <Stack gap={6}>
        <Row of={invoice.gross}>Total</Row>
        {payments.map(({ payment, amount, on }, at) => (
          // one payment may settle an invoice in several parts
          // oxlint-disable-next-line react/no-array-index-key
          <Row key={`${payment}-${at}`} of={minus(amount)}>
            <Anchor component={Link} to={`/payments/${payment}`} size="sm" underline="always">
              Payment
            </Anchor>{' '}
            of <Day day={on} />
          </Row>
        ))}
        {credits.map(({ credit_note: note, number, settles, on }) => (
          <Row key={note} of={minus(settles)}>
            <Anchor component={Link} to={`/credit-notes/${note}`} size="sm" underline="always">
              {number}
            </Anchor>{' '}
            of <Day day={on} />
          </Row>
        ))}
        {off ? <Row of={minus(off.amount)}>Written off: {off.reason}</Row> : null}
        <Row of={invoice.open} strong>
          Open
        </Row>
        {customers > 0 ? (
          <>
            <Text size="sm" c="dimmed">
              <Money of={{ ...invoice.gross, minor: customers }} /> of the credit was paid already: it became
              the customer's credit.
            </Text>
            <CreditLine contact={invoice.contact} />
          </>
        ) : null}
      </Stack>
    </Block>
  );
}

function minus(amount: Amount): Amount {
  return { ...amount, minor: -amount.minor };
}

function Row({ of, strong = false, children }: { of: Amount; strong?: boolean; children: ReactNode }) {
  const weight = strong ? { fw: 650 } : {};
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap" align="baseline">
      <Text size="sm" component="div" {...weight}>
        {children}
      </Text>
      <Text size="sm" component="div" {...weight}>
        <Money of={of} />
      </Text>
    </Group>
  );
}
