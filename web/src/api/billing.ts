// The shapes of invoices and credit notes, as billing answers them.
import type { Address } from './crm';
import type { Money } from './views';

export interface Party {
  name: string;
  contact_name: string | null;
  address: Address;
  vat_id: string | null;
  tax_id: string | null;
  email: string | null;
  website: string | null;
}

export interface PricedLine {
  title: string;
  text: string | null;
  /** A decimal text such as `1.5`. */
  quantity: string;
  unit: string;
  unit_price: Money;
  /** Basis points. */
  discount: number;
  rate: number;
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

export type InvoiceState = 'draft' | 'discarded' | 'issued' | 'paid' | 'credited' | 'written_off';

export interface InvoiceLine {
  id: string;
  rv: number;
  number: string | null;
  title: string | null;
  contact: string;
  contact_name: string | null;
  buyer_name: string;
  project: string | null;
  state: InvoiceState;
  gross: Money;
  open: Money;
  issued_on: string | null;
  due_on: string | null;
  days_late: number;
  disputed: boolean;
  promised_until: string | null;
  owner: string | null;
  test: boolean;
}

export interface Credited {
  credit_note: string;
  number: string;
  groups: TaxGroup[];
  gross: Money;
  settles: Money;
  on: string;
}

export interface InvoiceView extends InvoiceLine {
  service: string | null;
  milestone: string | null;
  buyer: Party;
  language: string;
  currency: string;
  lines: PricedLine[];
  discount: number;
  discount_reason: string | null;
  priced: Priced;
  terms_days: number;
  delivered_on: string | null;
  reference: string | null;
  note: string | null;
  tax_note: string | null;
  created_at: string;
  issued_at: string | null;
  paid_at: string | null;
  payments: { payment: string; amount: Money; on: string }[];
  credits: Credited[];
  creditable: Money;
  written_off: { amount: Money; groups: TaxGroup[]; reason: string; at: string } | null;
  reminders: { level: number; at: string }[];
  dispute: { at: string; reason: string } | null;
  sent: { at: string; how: string } | null;
  next: { at: string; what: string } | null;
  page: string | null;
}

export interface InvoiceSums {
  currency: string;
  drafts: number;
  drafted: Money;
  open_count: number;
  open: Money;
  overdue_count: number;
  overdue: Money;
}

export interface SumsOfInvoices {
  currencies: InvoiceSums[];
}

export interface CreditNoteLine {
  id: string;
  rv: number;
  number: string;
  invoice: string;
  invoice_number: string;
  contact: string;
  buyer_name: string;
  gross: Money;
  settles: Money;
  reason: string;
  issued_on: string;
  owner: string | null;
  test: boolean;
}

export interface CreditNoteView extends CreditNoteLine {
  lines: PricedLine[];
  priced: Priced;
  issued_at: string;
  invoice_open: Money;
}

export interface BillingSettings {
  terms_days: number;
  remind_before_days: number;
  reminder_days: number[];
  call_after_days: number;
  intro: string | null;
  closing: string | null;
  tax_note: string | null;
}
