// The shapes of payments, statements, bank lines and the ledger, as cash answers them.
import { send } from './http';
import type { Money } from './views';

export type PaymentMethod = 'bank_transfer' | 'cash' | 'card' | 'other' | 'credit_note';

export interface AppliedView {
  invoice: string;
  number: string;
  amount: Money;
}

export interface PaymentView {
  id: string;
  rv: number;
  contact: string;
  contact_name: string | null;
  amount: Money;
  /** The customer's credit. */
  excess: Money;
  applied: AppliedView[];
  /** What of it was paid back. */
  refunded: Money;
  paid_on: string;
  method: PaymentMethod;
  note: string | null;
  bank_line: string | null;
  reconciled: boolean;
  state: 'recorded' | 'voided';
  reason: string | null;
  recorded_at: string;
  voided_at: string | null;
  due_at: string | null;
  owner: string | null;
  test: boolean;
}

/** A customer's credit that was paid back. */
export interface RefundView {
  id: string;
  rv: number;
  contact: string;
  contact_name: string | null;
  /** Above zero. */
  amount: Money;
  taken: { payment: string; amount: Money }[];
  paid_on: string;
  method: PaymentMethod;
  note: string | null;
  bank_line: string | null;
  reconciled: boolean;
  state: 'recorded' | 'voided';
  reason: string | null;
  recorded_at: string;
  voided_at: string | null;
  owner: string | null;
  test: boolean;
}

/** What a customer has as credit, by currency. */
export interface CreditView {
  contact: string;
  credit: Money[];
}

export interface PayableInvoice {
  id: string;
  number: string;
  contact: string;
  buyer_name: string | null;
  open: Money;
  gross: Money;
  issued_on: string;
  due_on: string | null;
}

export interface Suggestion {
  invoices: string[];
  payment: string | null;
  /** Of money that went out. */
  refund: string | null;
  contact: string;
  title: string;
  buyer: string | null;
  /** Why, in words. */
  reason: string;
  strength: number;
}

export type LineState = 'unmatched' | 'matched' | 'ignored' | 'outgoing';

export interface BankLineView {
  id: string;
  rv: number;
  statement: string;
  account: string;
  position: number;
  booked_on: string;
  amount: Money;
  payer: string;
  iban: string;
  text: string;
  state: LineState;
  payment: PaymentView | null;
  /** Of money that went out. */
  refund: RefundView | null;
  matched_by: 'rule' | 'person' | null;
  reason: string | null;
  suggestions: Suggestion[];
  imported_at: string;
  due_at: string | null;
  owner: string | null;
}

export interface StatementView {
  id: string;
  rv: number;
  account: string;
  name: string;
  currency: string;
  lines: number;
  new: number;
  first_on: string | null;
  last_on: string | null;
  state: 'imported' | 'removed';
  imported_at: string;
  removed_at: string | null;
  unmatched: number;
}

export interface ImportedView extends StatementView {
  known: number;
  matched: number;
  looking: boolean;
}

export interface Columns {
  booked_on: number;
  amount: number | null;
  credit: number | null;
  debit: number | null;
  direction: number | null;
  payer: number | null;
  iban: number | null;
  text: number[];
  currency: number | null;
}

export interface Mapping {
  name: string;
  delimiter: string;
  /** Line of the file; 0 where there are no headings. */
  header_line: number;
  headings: string[];
  footer_lines: number;
  columns: Columns;
  date_format: 'day_month_year' | 'month_day_year' | 'year_month_day';
  decimal_mark: 'comma' | 'point';
  reversed: boolean;
  currency: string;
}

export interface LineError {
  line: number;
  column: string | null;
  detail: string;
}

export interface ReadLine {
  line: number;
  booked_on: string;
  amount: Money;
  payer: string;
  iban: string;
  text: string;
}

export interface PreviewView {
  /** Ours; null where nothing says it. */
  account: string | null;
  encoding: 'utf8' | 'utf16' | 'windows1252';
  mapping: Mapping;
  guessed: boolean;
  sample: { line: number; cells: string[] }[];
  rows: ReadLine[];
  errors: LineError[];
  wrong: number;
  lines: number;
  new: number;
  first_on: string | null;
  last_on: string | null;
  came_in: Money;
  went_out: Money;
}

export interface AccountBalance {
  account: string;
  /** Debit above zero. */
  balance: Money;
  debit: Money;
  credit: Money;
}

export interface LedgerView {
  until: string | null;
  accounts: AccountBalance[];
  sums: Money[];
}

export interface EntryView {
  id: string;
  rv: number;
  fact: string;
  what: string;
  about: string;
  title: string | null;
  contact: string | null;
  booked_on: string;
  posted_at: string;
  lines: { account: string; amount: Money; booked_on: string }[];
  test: boolean;
}

export interface Check {
  name: string;
  holds: boolean;
  ledger: Money | null;
  records: Money | null;
  detail: string;
}

export interface CheckView {
  in_balance: boolean;
  checks: Check[];
}

/** Nouns whose facts change what money screens show. */
export const MONEY_NOUNS = [
  'payment',
  'refund',
  'invoice',
  'credit_note',
  'credit',
  'statement',
  'bank_line',
  'entry',
] as const;

export interface BankFile {
  account?: string;
  /** Base64. */
  file: string;
  mapping?: Mapping;
}

/** How a file would be read; nothing is kept. */
export function previewStatement(wish: BankFile, signal?: AbortSignal): Promise<PreviewView> {
  return send<PreviewView>('POST', '/statements/preview', { body: wish, ...(signal ? { signal } : {}) });
}

/** The bytes of a file in base64, in parts that do not overflow a call. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
