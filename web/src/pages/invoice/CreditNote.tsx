// One credit note: what it takes back, of which invoice, and why.
import { Anchor, Button, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { CreditNoteView } from '../../api/billing';
import { BASE } from '../../api/http';
import { useView } from '../../api/query';
import { Block } from '../../ui/Block';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRecord } from '../../ui/Waiting';
import { Charges, Day } from './parts';

export function Page() {
  const { creditNote: id } = useParams({ strict: false }) as { creditNote: string };
  const sight = { nouns: ['credit_note', 'invoice'] };
  const { data: note, error, refetch } = useView<CreditNoteView>(`/credit_notes/${id}`, sight);
  if (!note) {
    return (
      <>
        <PageHead title="Credit note" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  return (
    <>
      <PageHead
        title={note.number}
        sub={
          <>
            {note.buyer_name} · issued <Day day={note.issued_on} /> · corrects{' '}
            <Anchor component={Link} to={`/invoices/${note.invoice}`} size="sm" underline="always">
              {note.invoice_number}
            </Anchor>
          </>
        }
      >
        <Button
          component="a"
          href={`${BASE}/papers/${note.id}/credit_note`}
          target="_blank"
          variant="default"
        >
          Open the PDF
        </Button>
      </PageHead>
      <Stack gap="md" maw={760}>
        <Block title="Why">
          <Text size="sm">{note.reason}</Text>
        </Block>
        <Block title="What is taken back">
          <Charges lines={note.lines} priced={note.priced} />
          <Text size="sm" c="dimmed" mt="sm">
            <Money of={note.settles} /> lowered what was open.
            {note.gross.minor > note.settles.minor ? " The rest is the customer's credit." : ''}
          </Text>
        </Block>
      </Stack>
    </>
  );
}
