// The shapes of the people and their inquiries, as crm and capture answer them.
import type { components } from './schema';
import type { Money } from './views';

export interface Address {
  street: string;
  postal_code: string;
  city: string;
  region: string | null;
  country: string;
}

export interface NamedRef {
  id: string;
  name: string;
}

export type LeadState = 'open' | 'qualified' | 'nurtured' | 'declined' | 'closed';

export interface LeadView {
  id: string;
  rv: number;
  contact: string;
  service: string | null;
  state: LeadState;
  reason: string | null;
  decided_at: string | null;
  /** The day a nurtured lead comes back. */
  until: string | null;
  /** The deal that qualifying it opened. */
  deal: string | null;
  channel: string;
  source: Record<string, unknown> | null;
  form: string | null;
  owner: string | null;
  captured_at: string;
  answered_at: string | null;
  useful_at: string | null;
  next: { question: string | null; text: string; due_at: string } | null;
  expected: Money | null;
  test: boolean;
}

export interface LeadLine extends LeadView {
  contact_name: string | null;
  service_name: string | null;
}

export type QuestionKind = 'text' | 'number' | 'money' | 'date' | 'yes_no' | 'choice' | 'choices';

export interface Question {
  id: string;
  text: string;
  kind: QuestionKind;
  options: string[];
  required: boolean;
}

export type Then =
  | 'qualify'
  | { nurture: { days: number } }
  | { decline: { template: string | null } }
  | { ask: { question: string } };

export interface Proposal {
  then: Then;
  reason: string;
  /** Counted from 1. */
  rule: number;
}

export type Answer = string | number | boolean | string[] | Money | null;

export interface WholeLead extends LeadLine {
  contact_email: string | null;
  contact_phone: string | null;
  message: string | null;
  answers: Record<string, Answer>;
  questions: Question[];
  proposal: Proposal | null;
}

export interface WeekView {
  monday: string;
  came_in: number;
  contacted: FigureView;
  pending: FigureView;
  closed_unanswered: FigureView;
}

export interface FigureView {
  count: number;
  leads: string[];
}

export interface Rule {
  if: string;
  then: Then;
  reason: string;
}

export type LineState =
  | 'captured'
  | 'answered'
  | 'qualified'
  | 'proposed'
  | 'signed'
  | 'delivered'
  | 'invoiced'
  | 'paid'
  | 'reconciled';

export interface ServiceView {
  id: string;
  rv: number;
  name: string;
  line: LineState[];
  expected: Money | null;
  questions: Question[];
  rules: Rule[];
  texts: Record<string, string>;
  /** What a project of it begins with. */
  tasks: components['schemas']['ServiceTask'][];
  automatic: boolean;
  active: boolean;
  owner: string | null;
}

export type DealState = 'open' | 'won' | 'lost' | 'withdrawn';

export interface DealView {
  id: string;
  rv: number;
  contact: string;
  lead: string | null;
  service: string | null;
  title: string;
  value: Money | null;
  stage: string;
  state: DealState;
  reason: string | null;
  owner: string | null;
  opened_at: string;
  moved_at: string;
  ended_at: string | null;
  expected_on: string | null;
  due_at: string | null;
  test: boolean;
}

export interface DealLine extends DealView {
  contact_name: string | null;
}

export interface PipelineView {
  stages: NamedRef[];
}

export type Channel = 'email' | 'call' | 'sms' | 'chat' | 'letter' | 'meeting';

export interface MessageView {
  id: string;
  rv: number;
  conversation: string;
  contact: string;
  lead: string | null;
  /** The record it speaks of. */
  about: string | null;
  /** Papers of that record that went with it. */
  attach: ('proposal' | 'agreement' | 'invoice' | 'credit_note')[];
  direction: 'in' | 'out';
  channel: Channel;
  class: 'transactional' | 'inquiry' | 'marketing';
  /** `slug@version`. */
  template: string | null;
  to_email: string | null;
  subject: string | null;
  text: string | null;
  state: string;
  /** Why it bounced or was skipped. */
  reason: string | null;
  useful: boolean;
  at: string;
  settled_at: string | null;
  by: string | null;
  message_id: string | null;
  in_reply_to: string | null;
}

export interface MessagePreview {
  contact: string;
  lead: string | null;
  attach: MessageView['attach'];
  class: MessageView['class'];
  template: string | null;
  language: string;
  to_name: string | null;
  /** Null: they have no address, and sending will be refused. */
  to_email: string | null;
  subject: string;
  plain: string;
}

export interface ContactLine {
  id: string;
  rv: number;
  owner: string | null;
  /** Never empty. */
  display: string;
  name: string;
  email: string | null;
  phone: string | null;
  company: string | null;
  job_title: string | null;
  tags: string[];
}

export interface AliasView {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
}

export interface ContactView {
  id: string;
  rv: number;
  owner: string | null;
  team: string | null;
  display: string;
  name: string;
  given_name: string | null;
  family_name: string | null;
  email: string | null;
  phone: string | null;
  /** As typed, where it is not a number that rings. */
  phone_typed: string | null;
  company: NamedRef | null;
  job_title: string | null;
  language: string | null;
  zone: string | null;
  address: Address | null;
  tags: string[];
  aliases: AliasView[];
}

export interface ContactPage extends ContactView {
  /** How many open records of each kind. */
  open: Record<string, number>;
}

export interface Duplicate {
  id: string;
  display: string;
  name: string;
  email: string | null;
  phone: string | null;
  company: string | null;
  same: ('phone' | 'name' | 'company')[];
}

export interface CompanyView {
  id: string;
  rv: number;
  owner: string | null;
  team: string | null;
  name: string;
  domain: string | null;
  address: Address | null;
  vat_id: string | null;
  website: string | null;
}

export interface TaskView {
  id: string;
  rv: number;
  owner: string | null;
  team: string | null;
  title: string;
  detail: string | null;
  /** The record it is the next step of. */
  on: string | null;
  contact: NamedRef | null;
  due_at: string;
  /** Open, and its time has passed. */
  late: boolean;
  state: 'open' | 'done' | 'dropped';
  closed_at: string | null;
  reason: string | null;
}
