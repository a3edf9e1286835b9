import { expect, test } from 'vitest';
import type { Columns, ImportedView, Mapping } from '../../api/cash';
import { columnChoices, matchOf, sayImport, sayImported, withAmount } from './words';

const imported = (part: Partial<ImportedView>) =>
  ({ new: 3, known: 0, matched: 1, looking: false, ...part }) as ImportedView;

test('an import says what it brought', () => {
  expect(sayImported(imported({}))).toBe('3 new lines, 1 matched by itself');
  expect(sayImported(imported({ new: 1, known: 4 }))).toBe(
    '1 new line, 1 matched by itself, 4 known already',
  );
  expect(sayImported(imported({ matched: 2 }))).toBe('3 new lines, 2 matched by themselves');
  expect([sayImport(1), sayImport(2)]).toEqual(['Import 1 new line', 'Import 2 new lines']);
  expect(sayImported(imported({ looking: true }))).toBe('3 new lines, matching goes on');
  expect(sayImported(imported({ new: 0, known: 7 }))).toBe('Nothing new: every line was known already');
});

test('columns are chosen by heading, else by what stands in them', () => {
  const mapping = { headings: ['Date', ''] } as Mapping;
  const labels = columnChoices(mapping, ['2026-02-02', '5.00', 'Rent']).map(({ label }) => label);
  expect(labels).toEqual(['Date (1)', 'Column 2: 5.00', 'Column 3: Rent']);
});

test('the amount stands in one column or in two, never both', () => {
  const columns = { amount: 3, credit: null, debit: null, direction: 4 } as Columns;
  const two = withAmount(columns, { credit: 5 });
  expect(two).toMatchObject({ amount: null, credit: 5, direction: null });
  expect(withAmount({ ...two, debit: 6 }, { amount: 2 })).toMatchObject({
    amount: 2,
    credit: null,
    debit: null,
  });
  expect(withAmount(columns, { credit: null })).toMatchObject({ amount: 3, direction: 4 });
});

test('a suggestion is confirmed as what it is', () => {
  const eur = (minor: number) => ({ amount: { minor, currency: 'EUR' } });
  const offer = { invoices: ['invoice_1'], payment: null, refund: null, contact: 'contact_1' };
  expect(matchOf(eur(500), offer)).toEqual({ invoices: ['invoice_1'] });
  expect(matchOf(eur(500), { ...offer, payment: 'payment_1' })).toEqual({ payment: 'payment_1' });
  expect(matchOf(eur(-500), { ...offer, invoices: [] })).toEqual({ contact: 'contact_1' });
  expect(matchOf(eur(-500), { ...offer, refund: 'refund_1' })).toEqual({ refund: 'refund_1' });
});
