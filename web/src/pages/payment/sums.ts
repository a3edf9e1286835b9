// Sums over chosen invoices, in one currency: whole minor units, no float.
import type { PayableInvoice } from '../../api/cash';
import type { Money } from '../../api/views';

/** What is open of them together; null where there is none, or currencies differ. */
export function openOf(invoices: readonly PayableInvoice[]): Money | null {
  const currency = invoices[0]?.open.currency;
  if (!currency || invoices.some(({ open }) => open.currency !== currency)) return null;
  return { minor: invoices.reduce((sum, { open }) => sum + open.minor, 0), currency };
}

export type Settles = { kind: 'exact' } | { kind: 'part'; left: Money } | { kind: 'over'; credit: Money };

/** What an amount does to what is open. */
export function settles(amount: Money, open: Money): Settles {
  const rest = amount.minor - open.minor;
  if (rest === 0) return { kind: 'exact' };
  if (rest < 0) return { kind: 'part', left: { minor: -rest, currency: open.currency } };
  return { kind: 'over', credit: { minor: rest, currency: open.currency } };
}
