// What payments and accounts of the ledger are called on the screens.
import type { PaymentMethod, RefundView } from '../../api/cash';
import { percentOf } from '../settings/percent';

export const METHODS: { value: Exclude<PaymentMethod, 'credit_note'>; label: string }[] = [
  { value: 'bank_transfer', label: 'Bank transfer' },
  { value: 'cash', label: 'Cash' },
  { value: 'card', label: 'Card' },
  { value: 'other', label: 'Other' },
];

export function sayMethod(method: PaymentMethod): string {
  return METHODS.find(({ value }) => value === method)?.label ?? 'Credit note';
}

/** Why a refund stands on no statement, and need not; null for one that is awaited there. */
export function notAwaited(refund: Pick<RefundView, 'state' | 'test' | 'method'>): string | null {
  if (refund.state === 'voided') return 'It was voided; nothing is looked for.';
  return refund.test || refund.method === 'cash' ? 'Not looked for there.' : null;
}

/** The day it is now in the zone of the business. */
export function today(zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date());
}

const ACCOUNTS: Record<string, string> = {
  bank: 'Bank',
  receivables: 'Receivables',
  suspense: 'Suspense',
  customer_credit: 'Customer credit',
  revenue: 'Revenue',
  write_off: 'Written off',
  fees: 'Fees',
};

/** `tax:1900` → `Tax 19 %`. */
export function sayAccount(account: string): string {
  const [name, rate] = account.split(':');
  if (name === 'tax' && rate) return `Tax ${percentOf(Number(rate))} %`;
  return ACCOUNTS[account] ?? account;
}

const HAPPENED: Record<string, string> = {
  'invoice.issued': 'Invoice issued',
  'credit_note.issued': 'Credit note issued',
  'invoice.written_off': 'Invoice written off',
  'payment.recorded': 'Payment recorded',
  'payment.voided': 'Payment voided',
  'credit.applied': 'Credit applied',
  'refund.recorded': 'Credit paid back',
  'refund.voided': 'Refund voided',
  'refund.matched': 'Bank line matched',
  'refund.unmatched': 'Match undone',
  'statement.imported': 'Statement imported',
  'statement.removed': 'Statement removed',
  'bank_line.matched': 'Bank line matched',
  'bank_line.unmatched': 'Match undone',
};

export function sayFact(kind: string): string {
  return HAPPENED[kind] ?? kind;
}
