// A template as the server gives it, and the blocks of a filled text.

export type TemplateKind = 'message' | 'contract';
export type TemplateClass = 'transactional' | 'inquiry' | 'marketing';
export type TemplateState = 'draft' | 'approved' | 'retired';

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

export interface VersionView {
  version: number;
  state: TemplateState;
  class: TemplateClass;
  subject: string;
  body: string;
  fields: string[];
  sha256: string | null;
  drafted_at: string;
  approved_at: string | null;
  approved_by: string | null;
}

export interface WholeTemplate extends TemplateView {
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
  fields: string[];
  /** Nothing is known for these. */
  missing: string[];
}

export const KINDS: Record<TemplateKind, string> = { message: 'Message', contract: 'Contract' };

export const CLASSES: Record<TemplateClass, string> = {
  transactional: 'Part of the business: always allowed',
  inquiry: 'Answers an inquiry',
  marketing: 'Only to those who agreed',
};

/** `follow-up-1` → `Follow up 1`. */
export function titleOf(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
