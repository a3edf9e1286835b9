// Several chosen mails kept back together, with one reason for all.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { ChosenBar, type Choice } from '../../ui/Chosen';
import { ask } from '../../ui/ask';
import type { Entry } from './entries';
import { keepBack, NOTHING_PERSONAL, USUAL } from './keep';

export function KeepSeveral({ chosen, all, none }: Choice<Entry>) {
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
    if (whole) none();
  };
  return (
    <ChosenBar label="With the chosen mails" count={count} all={all} none={none} busy={busy}>
      <Button size="xs" variant="light" color="red" loading={busy} onClick={() => void keep()}>
        Keep {mails} back
      </Button>
    </ChosenBar>
  );
}
