// The beginning of an invoice by hand: for whom. The rest is written in the draft.
import { Button, Paper, Select, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { InvoiceView } from '../../api/billing';
import { call } from '../../api/call';
import type { ContactLine } from '../../api/crm';
import { asProblem, type Problem } from '../../api/problem';
import { useList } from '../../api/query';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { say } from '../../ui/toast';

export function Page() {
  const { contact: named } = useSearch({ strict: false }) as { contact?: string };
  const navigate = useNavigate();
  const [contact, setContact] = useState<string | null>(named ?? null);
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 150);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { rows } = useList<ContactLine>('/contacts', { query: { q: q || undefined, limit: 20 } });
  const draft = async () => {
    const { answer, undo } = await call<InvoiceView>('invoice.draft', { contact });
    say('Draft begun', undo);
    await navigate({ to: `/invoices/${answer.id}` });
  };
  const begin = () => {
    setBusy(true);
    setProblem(null);
    draft()
      .catch((cause: unknown) => setProblem(asProblem(cause)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <PageHead
        title="New invoice"
        sub="For work without a project. Accepted milestones are invoiced by themselves."
      />
      <Paper p="md" maw={560}>
        <Stack gap="md">
          <Select
            label="Customer"
            placeholder="Name, mail address or number"
            data={rows.map(({ id, display, email }) => ({
              value: id,
              label: email && email !== display ? `${display} · ${email}` : display,
            }))}
            value={contact}
            onChange={setContact}
            searchable
            onSearchChange={setTyped}
            filter={({ options }) => options}
            nothingFoundMessage="Nobody of that name"
            data-autofocus
          />
          {problem ? <ProblemNote problem={problem} /> : null}
          <Button onClick={begin} loading={busy} disabled={!contact} style={{ alignSelf: 'flex-start' }}>
            Write the invoice
          </Button>
        </Stack>
      </Paper>
    </>
  );
}
