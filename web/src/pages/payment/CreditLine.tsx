// What a customer has as credit, and the button that pays it back; nothing where there is none.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { MONEY_NOUNS, type CreditView } from '../../api/cash';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import type { Money as Amount } from '../../api/views';
import { Money } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { RefundDialog } from './RefundDialog';

export function CreditLine({ contact }: { contact: string }) {
  const may = { read: useMay('payment.credit'), refund: useMay('refund.record') };
  const { data, error, refetch } = useView<CreditView>(`/contacts/${contact}/credit`, {
    nouns: MONEY_NOUNS,
    enabled: may.read,
  });
  if (error && !data) return <ProblemNote problem={error} again={() => void refetch()} />;
  const credit = data?.credit ?? [];
  if (credit.length === 0) return null;
  return (
    <Stack gap="xs">
      {credit.map((amount) => (
        <Line key={amount.currency} contact={contact} amount={amount} may={may.refund} />
      ))}
    </Stack>
  );
}

function Line({ contact, amount, may }: { contact: string; amount: Amount; may: boolean }) {
  const [asking, setAsking] = useState(false);
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm">
        The customer has <Money of={amount} /> of credit now.
      </Text>
      {may ? (
        <Button size="xs" variant="default" onClick={() => setAsking(true)}>
          Pay back
        </Button>
      ) : null}
      <RefundDialog contact={contact} credit={amount} opened={asking} close={() => setAsking(false)} />
    </Group>
  );
}
