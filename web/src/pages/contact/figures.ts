// What invoices come to, by currency: sums of different currencies are never added.
import type { InvoiceLine } from '../../api/billing';
import type { Money } from '../../api/views';

export interface Figures {
  invoiced: Money;
  open: Money;
}

const CHARGED = ['issued', 'paid', 'written_off'];

/** Of invoices that were issued and not credited; tests stay out of every figure. */
export function figures(invoices: Pick<InvoiceLine, 'state' | 'gross' | 'open' | 'test'>[]): Figures[] {
  const sums = new Map<string, Figures>();
  for (const { state, gross, open, test } of invoices) {
    if (test || !CHARGED.includes(state)) continue;
    const { currency } = gross;
    const before = sums.get(currency);
    sums.set(currency, {
      invoiced: { currency, minor: (before?.invoiced.minor ?? 0) + gross.minor },
      open: { currency, minor: (before?.open.minor ?? 0) + open.minor },
    });
  }
  return [...sums.values()];
}
