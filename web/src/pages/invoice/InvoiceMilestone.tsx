// Invoices an accepted milestone by hand: where no automation did it, or it could not.
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { InvoiceView } from '../../api/billing';
import { call } from '../../api/call';
import { asProblem } from '../../api/problem';
import { useMay } from '../../api/session';
import { ask } from '../../ui/ask';
import { confirm } from '../../ui/confirm';
import { say, sayProblem } from '../../ui/toast';

interface What {
  milestone: string;
  title: string;
}

export function InvoiceMilestone({ milestone, title }: What) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  if (!useMay('invoice.issue_for')) return null;
  const invoice = async () => {
    const sure = await confirm({
      title: `Invoice “${title}”?`,
      text: 'The invoice gets its number, is sent to the customer, and cannot be changed any more.',
      verb: 'Issue and send',
    });
    if (!sure) return;
    setBusy(true);
    const issued = await issue(milestone).catch(sayProblem);
    setBusy(false);
    if (!issued) return;
    say(`${issued.number} is issued`);
    await navigate({ to: `/invoices/${issued.id}` });
  };
  return (
    <Button size="compact-sm" variant="default" loading={busy} onClick={() => void invoice()}>
      Invoice it
    </Button>
  );
}

/** Where no tax is charged, an invoice says why: it is asked for once, and tried again. */
async function issue(milestone: string): Promise<InvoiceView | null> {
  try {
    return (await call<InvoiceView>('invoice.issue_for', { milestone })).answer;
  } catch (cause) {
    const untaxed = asProblem(cause).errors.some(({ pointer }) => pointer === '/tax_note');
    if (!untaxed) throw cause;
    const tax_note = await ask({
      title: 'Why is no tax charged?',
      label: 'Legal sentence',
      hint: 'It stands on the invoice: reverse charge, or the exemption.',
      verb: 'Issue and send',
    });
    if (!tax_note) return null;
    return (await call<InvoiceView>('invoice.issue_for', { milestone, tax_note })).answer;
  }
}
