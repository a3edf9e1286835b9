// One booking of the bank: what it says, what it may be and why, and what to do with it.
import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { BankLineView } from '../../api/cash';
import { useMay } from '../../api/session';
import { Money } from '../../ui/Money';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { StatusBadge } from '../../ui/StatusBadge';
import { act } from '../../ui/act';
import { say } from '../../ui/toast';
import { Day } from '../invoice/parts';
import { MatchDialog } from './MatchDialog';
import { Offer } from './Offer';
import { WentOut } from './WentOut';

const TONES = { unmatched: 'waiting', matched: 'good', ignored: 'quiet', outgoing: 'quiet' } as const;
const LABELS = { unmatched: 'To be matched', matched: 'Matched', ignored: 'Ignored', outgoing: 'Went out' };

export function LineCard({ line }: { line: BankLineView }) {
  const who = line.payer || 'No name given';
  return (
    <Paper p="md" component="li" aria-label={who}>
      <Stack gap={8}>
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <Text fw={600} style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
            {who}
          </Text>
          <Money of={line.amount} fw={650} />
        </Group>
        {line.text ? (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {line.text}
          </Text>
        ) : null}
        <Group gap={8}>
          {line.refund ? (
            <StatusBadge state="refund" label="Refund" tone="good" />
          ) : (
            <StatusBadge state={line.state} label={LABELS[line.state]} tone={TONES[line.state]} />
          )}
          <Text size="sm" c="dimmed" className="num" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
            <Day day={line.booked_on} /> · {line.account}
            {line.iban ? ` · ${line.iban}` : ''}
          </Text>
        </Group>
        {line.state === 'matched' ? <Matched line={line} /> : null}
        {line.state === 'ignored' ? <Ignored line={line} /> : null}
        {line.state === 'unmatched' ? <Open line={line} /> : null}
        {line.state === 'outgoing' ? <WentOut line={line} /> : null}
      </Stack>
    </Paper>
  );
}

function Open({ line }: { line: BankLineView }) {
  const [asking, setAsking] = useState<'match' | 'ignore' | null>(null);
  const may = { match: useMay('bank_line.match'), ignore: useMay('bank_line.ignore') };
  const close = () => setAsking(null);
  const ignore = async (reason: string) => {
    const { undo } = await call('bank_line.ignore', { bank_line: line.id, reason });
    say('Line ignored', undo);
  };
  return (
    <>
      {line.suggestions.map((one) => (
        <Offer key={one.title + one.reason} line={line} offer={one} may={may.match} />
      ))}
      {line.suggestions.length === 0 ? (
        <Text size="sm" c="dimmed">
          No open invoice fits it. Match it by hand, or ignore it if it concerns no customer.
        </Text>
      ) : null}
      <Group gap="xs">
        {may.match ? (
          <Button size="xs" variant="default" onClick={() => setAsking('match')}>
            Match by hand
          </Button>
        ) : null}
        {may.ignore ? (
          <Button size="xs" variant="subtle" onClick={() => setAsking('ignore')}>
            Ignore
          </Button>
        ) : null}
      </Group>
      <MatchDialog line={line} opened={asking === 'match'} close={close} />
      <ReasonDialog
        opened={asking === 'ignore'}
        close={close}
        title="Ignore this line"
        text="It concerns no customer. You can restore it later."
        usual={['Transfer between our accounts', 'Refund of taxes', 'Interest']}
        verb="Ignore line"
        send={ignore}
      />
    </>
  );
}

function Matched({ line }: { line: BankLineView }) {
  const may = useMay('bank_line.unmatch');
  const { payment } = line;
  const by = line.matched_by === 'rule' ? 'Matched by itself' : 'Matched by a person';
  return (
    <>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {payment ? (
          <Anchor component={Link} to={`/payments/${payment.id}`} size="sm">
            {payment.contact_name ?? 'Payment'}
          </Anchor>
        ) : null}
        {payment?.applied.map(({ invoice, number }) => (
          <span key={invoice}>
            {' · '}
            <Anchor component={Link} to={`/invoices/${invoice}`} size="sm">
              {number}
            </Anchor>
          </span>
        ))}
        {payment && payment.excess.minor > 0 ? (
          <>
            {' '}
            · <Money of={payment.excess} /> credit
          </>
        ) : null}
      </Text>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {by}: {line.reason}.
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

function Ignored({ line }: { line: BankLineView }) {
  const may = useMay('bank_line.restore');
  return (
    <>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {line.reason}
      </Text>
      {may ? (
        <Group>
          <Button
            size="xs"
            variant="default"
            onClick={() => void act('bank_line.restore', { bank_line: line.id }, { done: 'Line restored' })}
          >
            Restore
          </Button>
        </Group>
      ) : null}
    </>
  );
}
