// A template as the server gives it, and the blocks of a filled text.

export type TemplateKind = 'message' | 'document';
export type TemplateClass = 'transactional' | 'inquiry' | 'marketing';
export type TemplateState = 'draft' | 'in_review' | 'approved' | 'superseded' | 'retired';

export interface TemplateView {
  id: string;
  rv: number;
  slug: string;
  language: string;
  kind: TemplateKind;
  state: TemplateState;
  approved: number | null;
  newest: number;
  owner: string | null;
}

/** An automation that was published with a version of the text. */
export interface UseView {
  automation: string;
  name: string;
  version: number;
  on: boolean;
  /** False where only runs under way still send it. */
  current: boolean;
}

export interface ListedTemplate extends TemplateView {
  used_by: UseView[];
  last_sent_at: string | null;
}

/** A field that may be empty, and what could be said instead. */
export interface Gap {
  path: string;
  offer: string | null;
}

export interface VersionView {
  version: number;
  state: TemplateState;
  class: TemplateClass;
  subject: string;
  body: string;
  fields: string[];
  gaps: Gap[];
  sha256: string | null;
  /** Of the words as they stand: what an approval names. */
  words_sha256: string;
  drafted_at: string;
  drafted_by: string | null;
  /** Why it was returned. */
  note: string | null;
  approved_at: string | null;
  approved_by: string | null;
}

export interface WholeTemplate extends ListedTemplate {
  /** Newest first. */
  versions: VersionView[];
}

export interface TextField {
  path: string;
  meaning: string;
  sample: string;
}

export type Span =
  | { kind: 'plain'; of: string }
  | { kind: 'bold'; of: string }
  | { kind: 'link'; of: { label: string; url: string } };

export type Block =
  | { kind: 'heading'; of: [number, Span[]] }
  | { kind: 'paragraph'; of: Span[][] }
  | { kind: 'clauses'; of: { number: string; spans: Span[] }[] }
  | { kind: 'list'; of: Span[][] };

export interface Preview {
  version: number;
  subject: string;
  blocks: Block[];
  plain: string;
  /** Filled, in the form it is written in: what a mail is made of. */
  source: string;
  class: TemplateClass;
  fields: string[];
  /** Nothing is known for these. */
  missing: string[];
}

export const KINDS: Record<TemplateKind, string> = { message: 'Message', document: 'Document' };

export const CLASSES: Record<TemplateClass, string> = {
  transactional: 'Part of the business: always allowed',
  inquiry: 'Answers an inquiry',
  marketing: 'Only to those who agreed',
};

/** What the fields of a noun are headed by, in the order a text is written. */
const HEADS: Record<string, string> = {
  contact: 'The customer',
  business: 'The business',
  owner: 'Whoever answers for it',
  lead: 'Lead',
  service: 'Service',
  deal: 'Deal',
  proposal: 'Proposal',
  agreement: 'Agreement',
  buyer: 'The buyer',
  signer: 'Whoever signs',
  signing: 'Signing',
  project: 'Project',
  brief: 'Brief',
  milestone: 'Milestone',
  invoice: 'Invoice',
  credit_note: 'Credit note',
  payment: 'Payment',
  links: 'Links',
};

/** The fields by their noun: in the order above, whatever is new at the end. */
export function byNoun(fields: readonly TextField[]): { head: string; fields: TextField[] }[] {
  const nouns = [...new Set(fields.map(({ path }) => path.split('.')[0] ?? ''))];
  const known = Object.keys(HEADS);
  const place = (noun: string) => (known.includes(noun) ? known.indexOf(noun) : known.length);
  return nouns
    .toSorted((a, b) => place(a) - place(b))
    .map((noun) => ({
      head: HEADS[noun] ?? titleOf(noun),
      fields: fields.filter(({ path }) => path.split('.')[0] === noun),
    }));
}

/** `follow-up-1` → `Follow up 1`. */
export function titleOf(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `One`, `One and Two`, `One, Two and Three`. */
export function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
