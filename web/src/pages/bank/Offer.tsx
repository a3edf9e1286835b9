// What a line may be and why, for a person to confirm.
import { Button, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import type { BankLineView, Suggestion } from '../../api/cash';
import { act } from '../../ui/act';
import { matchOf } from './words';

export function Offer({ line, offer, may }: { line: BankLineView; offer: Suggestion; may: boolean }) {
  const [busy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    const what = matchOf(line, offer);
    await act('bank_line.match', { bank_line: line.id, ...what }, { done: `Matched to ${offer.title}` });
    setBusy(false);
  };
  const reason = offer.reason.charAt(0).toUpperCase() + offer.reason.slice(1);
  return (
    <Paper p="sm" withBorder>
      <Group justify="space-between" gap="sm">
        <div style={{ minWidth: 0, flex: '1 1 220px' }}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {offer.title.charAt(0).toUpperCase() + offer.title.slice(1)}
            {offer.buyer ? ` · ${offer.buyer}` : ''}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {reason}.
          </Text>
        </div>
        {may ? (
          <Button
            size="xs"
            variant={offer.strength >= 80 ? 'filled' : 'light'}
            loading={busy}
            onClick={() => void take()}
          >
            Confirm
          </Button>
        ) : null}
      </Group>
    </Paper>
  );
}
