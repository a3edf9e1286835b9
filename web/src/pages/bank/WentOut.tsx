// Money that went out: it asks nothing of anybody, but may be a refund, recorded before or by this line.
import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { BankLineView, RefundView } from '../../api/cash';
import { useMay } from '../../api/session';
import { Money } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { act } from '../../ui/act';
import { say } from '../../ui/toast';
import { PickContact } from '../payment/RecordPayment';
import { Offer } from './Offer';

export function WentOut({ line }: { line: BankLineView }) {
  const [asking, setAsking] = useState(false);
  const may = useMay('bank_line.match');
  if (line.refund) return <PaidBack line={line} refund={line.refund} />;
  return (
    <>
      {line.suggestions.map((one) => (
        <Offer key={`${one.refund ?? one.contact} ${one.title}`} line={line} offer={one} may={may} />
      ))}
      {may ? (
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            It is a refund
          </Button>
        </Group>
      ) : null}
      <Modal opened={asking} onClose={() => setAsking(false)} title="It is a refund" size="lg">
        <RefundForm line={line} close={() => setAsking(false)} />
      </Modal>
    </>
  );
}

function PaidBack({ line, refund }: { line: BankLineView; refund: RefundView }) {
  const may = useMay('bank_line.unmatch');
  return (
    <>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <Anchor component={Link} to={`/refunds/${refund.id}`} size="sm">
          {refund.contact_name ?? 'Refund'}
        </Anchor>{' '}
        · credit paid back
      </Text>
      {may ? (
        <Group>
          <Button
            size="xs"
            variant="default"
            onClick={() => void act('bank_line.unmatch', { bank_line: line.id }, { done: 'Match undone' })}
          >
            Undo match
          </Button>
        </Group>
      ) : null}
    </>
  );
}

function RefundForm({ line, close }: { line: BankLineView; close: () => void }) {
  const [contact, setContact] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const match = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { undo } = await call('bank_line.match', { bank_line: line.id, contact });
      close();
      say('Refund recorded', undo);
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
      <PickContact chosen={contact} choose={setContact} label="Who got it" />
      <Text size="sm" c="dimmed">
        Their credit goes down by it. Money that went to nobody’s credit, such as rent, stays as it is.
      </Text>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button loading={busy} disabled={!contact} onClick={() => void match()}>
          Record refund
        </Button>
      </Group>
    </Stack>
  );
}
