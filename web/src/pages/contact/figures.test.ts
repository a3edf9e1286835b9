import { expect, test } from 'vitest';
import { figures } from './figures';

const eur = (minor: number) => ({ minor, currency: 'EUR' });

test('issued invoices are added up by currency, drafts, credited ones and tests are not', () => {
  const usd = { minor: 500, currency: 'USD' };
  const sums = figures([
    { state: 'paid', gross: eur(1000), open: eur(0), test: false },
    { state: 'issued', gross: eur(2000), open: eur(700), test: false },
    { state: 'issued', gross: usd, open: usd, test: false },
    { state: 'draft', gross: eur(9), open: eur(0), test: false },
    { state: 'credited', gross: eur(9), open: eur(0), test: false },
    { state: 'issued', gross: eur(9), open: eur(9), test: true },
  ]);
  expect(sums).toEqual([
    { invoiced: eur(3000), open: eur(700) },
    { invoiced: usd, open: usd },
  ]);
});
