import { expect, test } from 'vitest';
import type { InvoiceView } from '../../api/billing';
import { Problem } from '../../api/problem';
import { bodyOf, emptyLine, typedOf } from './draft';

const address = { street: '', postal_code: '', city: '', region: null, country: '' };
const buyer = {
  name: 'Grace',
  contact_name: null,
  address,
  vat_id: null,
  tax_id: null,
  email: null,
  website: null,
};
const draft = {
  id: 'invoice_1',
  currency: 'EUR',
  title: null,
  reference: null,
  delivered_on: null,
  terms_days: 14,
  buyer,
  lines: [],
  discount: 0,
  discount_reason: null,
  note: null,
  tax_note: null,
} as unknown as InvoiceView;

test('a line left empty at the end is not sent, and a typed one is read', () => {
  const typed = typedOf(draft, 1900);
  const line = {
    ...emptyLine(1900),
    title: ' Logo ',
    quantity: '1,5',
    unit_price: '1.250,00',
    discount: '10',
  };
  const body = bodyOf(draft, { ...typed, lines: [line, emptyLine(1900)] });
  expect(body.lines).toEqual([
    {
      title: 'Logo',
      text: null,
      quantity: '1.5',
      unit: '',
      unit_price: { minor: 125000, currency: 'EUR' },
      discount: 1000,
      rate: 1900,
    },
  ]);
});

test('what cannot be read is said at its field', () => {
  const line = { ...emptyLine(1900), title: 'Logo', unit_price: 'much', quantity: 'some' };
  const typed = { ...typedOf(draft, 1900), lines: [line], terms_days: 'soon' };
  const pointers = (() => {
    try {
      bodyOf(draft, typed);
    } catch (cause) {
      return cause instanceof Problem ? cause.errors.map(({ pointer }) => pointer) : [];
    }
    return [];
  })();
  expect(pointers).toEqual(['/lines/0/unit_price', '/lines/0/quantity', '/terms_days']);
});

test('a line may take something off', () => {
  const line = { ...emptyLine(0), title: 'Rebate', unit_price: '-12.50' };
  const { lines } = bodyOf(draft, { ...typedOf(draft, 0), lines: [line] });
  expect(lines[0]?.unit_price).toEqual({ minor: -1250, currency: 'EUR' });
});
