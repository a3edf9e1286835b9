import { expect, test } from 'vitest';
import type { PayableInvoice } from '../../api/cash';
import { openOf, settles } from './sums';

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const invoice = (minor: number, currency = 'EUR') => ({ open: { minor, currency } }) as PayableInvoice;

test('open amounts add up in one currency only', () => {
  expect(openOf([])).toBeNull();
  expect(openOf([invoice(100), invoice(50)])).toEqual(eur(150));
  expect(openOf([invoice(100), invoice(50, 'USD')])).toBeNull();
});

test('an amount settles all, a part, or leaves credit', () => {
  expect(settles(eur(100), eur(100))).toEqual({ kind: 'exact' });
  expect(settles(eur(60), eur(100))).toEqual({ kind: 'part', left: eur(40) });
  expect(settles(eur(130), eur(100))).toEqual({ kind: 'over', credit: eur(30) });
});
