// What an import and its columns are called.
import type { BankLineView, Columns, ImportedView, Mapping, Suggestion } from '../../api/cash';

export function sayImported({ new: fresh, known, matched, looking }: ImportedView): string {
  if (fresh === 0) return 'Nothing new: every line was known already';
  const lines = `${fresh.toLocaleString()} new ${fresh === 1 ? 'line' : 'lines'}`;
  const found = looking
    ? 'matching goes on'
    : `${matched.toLocaleString()} matched by ${matched === 1 ? 'itself' : 'themselves'}`;
  return known ? `${lines}, ${found}, ${known.toLocaleString()} known already` : `${lines}, ${found}`;
}

/** What the button does. */
export function sayImport(fresh: number): string {
  return `Import ${fresh.toLocaleString()} new ${fresh === 1 ? 'line' : 'lines'}`;
}

export interface Choice {
  value: string;
  label: string;
}

/** The columns of a file to choose from: by heading, else by number and what stands in the first line. */
export function columnChoices(mapping: Mapping, first: readonly string[]): Choice[] {
  const width = Math.max(mapping.headings.length, first.length);
  return Array.from({ length: width }, (_, at) => {
    const heading = mapping.headings[at]?.trim();
    const sample = first[at]?.trim();
    const bare = `Column ${at + 1}${sample ? `: ${sample.slice(0, 24)}` : ''}`;
    return { value: String(at), label: heading ? `${heading} (${at + 1})` : bare };
  });
}

/** One column for the amount, or one for each direction: choosing one way leaves the other. */
export function withAmount(
  columns: Columns,
  part: Partial<Pick<Columns, 'amount' | 'credit' | 'debit'>>,
): Columns {
  if (part.amount !== undefined && part.amount !== null) {
    return { ...columns, amount: part.amount, credit: null, debit: null };
  }
  const next = { ...columns, ...part };
  if (next.credit !== null || next.debit !== null) return { ...next, amount: null, direction: null };
  return next;
}

/** What a suggestion says a line is, as `bank_line.match` takes it. */
export function matchOf(
  line: Pick<BankLineView, 'amount'>,
  offer: Pick<Suggestion, 'invoices' | 'payment' | 'refund' | 'contact'>,
): Record<string, unknown> {
  if (line.amount.minor <= 0) return offer.refund ? { refund: offer.refund } : { contact: offer.contact };
  return offer.payment ? { payment: offer.payment } : { invoices: offer.invoices };
}
