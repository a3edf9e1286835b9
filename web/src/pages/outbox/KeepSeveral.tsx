// Several chosen mails kept back together, with one reason for all.
import { Button, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../../ui/ask';
import type { Entry } from './entries';
import { keepBack, NOTHING_PERSONAL, USUAL } from './keep';

interface Chosen {
  chosen: readonly Entry[];
  /** Chooses every mail shown that can be kept back. */
  all: () => void;
  done: () => void;
}

export function KeepSeveral({ chosen, all, done }: Chosen) {
  const [busy, setBusy] = useState(false);
  const count = chosen.length;
  const mails = count === 1 ? '1 mail' : `${count.toLocaleString()} mails`;
  const keep = async () => {
    const reason = await ask({
      title: `Keep ${mails} back?`,
      text: `None of them leaves. Whoever asked for one is told why.`,
      label: 'Why they must not leave',
      hint: NOTHING_PERSONAL,
      usual: USUAL,
      verb: `Keep ${mails} back`,
      destroys: true,
    });
    if (!reason) return;
    setBusy(true);
    const whole = await keepBack(chosen, reason);
    setBusy(false);
    if (whole) done();
  };
  return (
    <Paper p="sm" mb="sm" component="section" aria-label="With the chosen mails" className="several">
      <Group justify="space-between" gap="sm">
        <Text size="sm" fw={600} role="status">
          {count.toLocaleString()} chosen
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="subtle" onClick={done}>
            Choose none
          </Button>
          <Button size="xs" variant="default" onClick={all}>
            Choose all shown
          </Button>
          <Button size="xs" variant="light" color="red" loading={busy} onClick={() => void keep()}>
            Keep {mails} back
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}
