// The shapes of the rate card, of proposals and agreements, as sales answers them.
import type { components } from './schema';
import type { Address } from './crm';
import type { Money } from './views';

export interface ItemView {
  id: string;
  rv: number;
  name: string;
  text: string | null;
  unit: string;
  unit_price: Money;
  rate: number;
  active: boolean;
}

export interface CardItem {
  item: string;
  name: string;
  text: string | null;
  unit: string;
  unit_price: Money;
  rate: number;
}

export interface RateCardView {
  version: number;
  published_at: string | null;
  items: CardItem[];
  /** The items differ from this version. */
  changed: boolean;
}

export interface ProposalItem {
  title: string;
  text: string | null;
  quantity: string;
  unit: string;
  unit_price: Money;
  discount: number;
  rate: number;
  optional: boolean;
  chosen: boolean;
  item: string | null;
  card: number | null;
}

export interface PlanRow {
  title: string;
  share: number;
  due_days: number | null;
}

/** Where the first answer to a question of a brief is from. */
export type BriefSource = components['schemas']['BriefSource'];

export interface BriefQuestion {
  id: string;
  question: string;
  required: boolean;
  from?: BriefSource | null;
}

export interface TaxGroup {
  rate: number;
  net: Money;
  tax: Money;
}

export interface Priced {
  nets: Money[];
  sum: Money;
  discount: Money;
  totals: { groups: TaxGroup[]; net: Money; tax: Money; gross: Money };
}

export type ProposalState = 'draft' | 'sent' | 'viewed' | 'accepted' | 'declined' | 'expired' | 'withdrawn';

export interface Obstacle {
  pointer: string;
  code: string;
  detail: string;
}

export interface ProposalView {
  id: string;
  rv: number;
  deal: string;
  contact: string;
  number: string | null;
  version: number;
  currency: string;
  title: string;
  language: string;
  intro: string | null;
  lines: ProposalItem[];
  discount: { share: number; reason: string | null } | null;
  valid_until: string | null;
  terms: string;
  terms_from: { slug: string; language: string; version: number; sha256: string } | null;
  plan: PlanRow[];
  brief: BriefQuestion[];
  state: ProposalState;
  reason: string | null;
  value: Money;
  gross: Money;
  priced: Priced;
  sent_at: string | null;
  viewed_at: string | null;
  ended_at: string | null;
  signed_at: string | null;
  agreement: string | null;
  problems: Obstacle[];
  link: string | null;
  paper: string | null;
  views: { version: number; at: string }[];
  versions: { version: number; sent_at: string; value: Money; sha256: string }[];
  test: boolean;
}

export interface ProposalLine {
  id: string;
  deal: string;
  contact: string;
  contact_name: string | null;
  number: string | null;
  version: number;
  title: string;
  state: ProposalState;
  value: Money;
  valid_until: string | null;
  sent_at: string | null;
  viewed_at: string | null;
  signed_at: string | null;
  test: boolean;
}

/** An agreement in a list. */
export interface SignedLine {
  id: string;
  number: string;
  title: string;
  state: string;
}

export interface ProposalPreview {
  html: string;
}

export interface Party {
  name: string;
  contact_name: string | null;
  address: Address;
  vat_id: string | null;
  email: string | null;
}

export interface EvidenceEvent {
  at: string;
  what: string;
  who?: string | null;
  ip?: string | null;
  agent?: string | null;
}

export interface AgreementEvidence {
  method: string;
  /** Points of a drawn signature, in a box of 600 by 200. */
  strokes: [number, number][][];
  ip: string | null;
  agent: string | null;
  sha256: string;
  proposal_pdf_sha256: string | null;
  events: EvidenceEvent[];
}

export interface AgreementView {
  id: string;
  proposal: string;
  deal: string;
  contact: string;
  number: string;
  title: string;
  state: 'waiting' | 'signed' | 'voided';
  reason: string | null;
  value: Money;
  gross: Money;
  buyer: Party;
  plan: { title: string; share: number; due_days: number | null; amount: Money; groups: TaxGroup[] }[];
  consent_version: string;
  signer_name: string | null;
  signer_email: string;
  accepted_at: string;
  signed_at: string | null;
  voided_at: string | null;
  evidence: AgreementEvidence | null;
  paper: string | null;
  test: boolean;
}

export interface CodeShown {
  code: string;
  until: string;
}
