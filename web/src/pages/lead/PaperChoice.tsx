// A paper of theirs that goes with a message: a proposal, a signed agreement or an invoice, as PDF.
import { Select } from '@mantine/core';
import type { InvoiceLine } from '../../api/billing';
import type { MessageView } from '../../api/crm';
import { useList } from '../../api/query';
import type { ProposalLine, SignedLine } from '../../api/sales';
import { useMay } from '../../api/session';

export interface Attached {
  /** The record whose paper it is: the message speaks of it. */
  about: string;
  document: MessageView['attach'][number];
  name: string;
}

interface Choice {
  contact: string;
  chosen: Attached | null;
  choose: (attached: Attached | null) => void;
}

export function PaperChoice({ contact, chosen, choose }: Choice) {
  const papers = usePapers(contact);
  if (papers.length === 0) return null;
  return (
    <Select
      label="Attach a paper"
      placeholder="None"
      data={papers.map(({ about, name }) => ({ value: about, label: name }))}
      value={chosen?.about ?? null}
      onChange={(about) => choose(papers.find((paper) => paper.about === about) ?? null)}
      searchable
      clearable
      nothingFoundMessage="No paper of that number."
    />
  );
}

/** What was put on paper for them. */
function usePapers(contact: string): Attached[] {
  const may = {
    proposals: useMay('proposal.list'),
    agreements: useMay('agreement.list'),
    invoices: useMay('invoice.list'),
  };
  const query = { contact };
  const proposals = useList<ProposalLine>('/proposals', { query, enabled: may.proposals });
  const agreements = useList<SignedLine>('/agreements', { query, enabled: may.agreements });
  const invoices = useList<InvoiceLine>('/invoices', { query, enabled: may.invoices });
  const named = (noun: string, number: string | null, title: string | null) =>
    [`${noun} ${number ?? ''}`.trim(), title].filter(Boolean).join(': ');
  return [
    ...invoices.rows
      .filter(({ number }) => number !== null)
      .map(({ id, number, title }): Attached => paper(id, 'invoice', named('Invoice', number, title))),
    ...agreements.rows
      .filter(({ state }) => state === 'signed')
      .map(({ id, number, title }) => paper(id, 'agreement', named('Agreement', number, title))),
    ...proposals.rows
      .filter(({ sent_at }) => sent_at !== null)
      .map(({ id, number, title }) => paper(id, 'proposal', named('Proposal', number, title))),
  ];
}

const paper = (about: string, document: Attached['document'], name: string): Attached => ({
  about,
  document,
  name,
});
