// A draft as it is typed, and what is sent of it. The sums are the server's.
import type { InvoiceView, PricedLine } from '../../api/billing';
import { Problem, type FieldError } from '../../api/problem';
import { readAmount, writeAmount } from '../../ui/amount';
import { basisPointsOf, percentOf } from '../settings/percent';

export interface TypedLine {
  title: string;
  text: string;
  quantity: string;
  unit: string;
  unit_price: string;
  discount: string;
  rate: string;
}

export interface Typed {
  title: string;
  reference: string;
  delivered_on: string;
  terms_days: string;
  buyer: {
    name: string;
    contact_name: string;
    vat_id: string;
    address: { street: string; postal_code: string; city: string; country: string };
  };
  lines: TypedLine[];
  discount: string;
  discount_reason: string;
  note: string;
  tax_note: string;
}

export function emptyLine(rate: number): TypedLine {
  return {
    title: '',
    text: '',
    quantity: '1',
    unit: '',
    unit_price: '',
    discount: '',
    rate: percentOf(rate),
  };
}

function lineOf(line: PricedLine): TypedLine {
  return {
    title: line.title,
    text: line.text ?? '',
    quantity: line.quantity,
    unit: line.unit,
    unit_price: writeAmount(line.unit_price),
    discount: line.discount ? percentOf(line.discount) : '',
    rate: percentOf(line.rate),
  };
}

export function typedOf(invoice: InvoiceView, rate: number): Typed {
  const { buyer } = invoice;
  const { street, postal_code, city, country } = buyer.address;
  return {
    title: invoice.title ?? '',
    reference: invoice.reference ?? '',
    delivered_on: invoice.delivered_on ?? '',
    terms_days: String(invoice.terms_days),
    buyer: {
      name: buyer.name,
      contact_name: buyer.contact_name ?? '',
      vat_id: buyer.vat_id ?? '',
      address: { street, postal_code, city, country },
    },
    lines: invoice.lines.length ? invoice.lines.map(lineOf) : [emptyLine(rate)],
    discount: invoice.discount ? percentOf(invoice.discount) : '',
    discount_reason: invoice.discount_reason ?? '',
    note: invoice.note ?? '',
    tax_note: invoice.tax_note ?? '',
  };
}

const isBlank = ({ title, unit_price: price, text }: TypedLine) =>
  ![title, price, text].some((one) => one.trim());

/** `-12.50` too: a line may take something off. */
function signedAmount(typed: string, currency: string) {
  const minus = /^\s*[-−]/.test(typed);
  const amount = readAmount(typed.replace(/^\s*[-−]/, ''), currency);
  return amount && minus ? { ...amount, minor: -amount.minor } : amount;
}

/** The body of `invoice.change`; throws what cannot be read, field by field. Lines left empty at the end are left out. */
export function bodyOf(invoice: InvoiceView, typed: Typed) {
  const errors: FieldError[] = [];
  const wrong = (pointer: string, detail: string) => {
    errors.push({ pointer, code: 'typed', detail });
    return null;
  };
  const percent = (pointer: string, text: string) =>
    text.trim() === '100'
      ? 10_000
      : (basisPointsOf(text || '0') ?? wrong(pointer, 'Write a percentage like 19.'));
  const last = typed.lines.findLastIndex((line) => !isBlank(line));
  const kept = typed.lines.slice(0, last + 1).map((line, at) => ({ line, at }));
  const lines = kept.map(({ line, at }) => ({
    title: line.title.trim(),
    text: line.text.trim() || null,
    quantity: line.quantity.trim().replace(',', '.') || '1',
    unit: line.unit.trim(),
    unit_price:
      signedAmount(line.unit_price, invoice.currency) ??
      wrong(`/lines/${at}/unit_price`, `Write an amount like 1250.00, in ${invoice.currency}.`),
    discount: percent(`/lines/${at}/discount`, line.discount),
    rate: percent(`/lines/${at}/rate`, line.rate),
  }));
  kept.forEach(({ line, at }) => {
    if (!/^\d{1,9}([.,]\d{1,3})?$/.test(line.quantity.trim() || '1')) {
      wrong(`/lines/${at}/quantity`, 'Write a number like 3 or 1.5.');
    }
  });
  const days = /^\d{1,3}$/.test(typed.terms_days.trim()) ? Number(typed.terms_days) : null;
  if (days === null) wrong('/terms_days', 'Write a whole number of days.');
  const discount = percent('/discount', typed.discount);
  if (errors.length) throw new Problem({ status: 422, title: 'Some fields are not right yet.', errors });
  return {
    invoice: invoice.id,
    title: typed.title.trim() || null,
    reference: typed.reference.trim() || null,
    delivered_on: typed.delivered_on || null,
    terms_days: days,
    buyer: partyOf(invoice, typed),
    lines,
    discount,
    discount_reason: typed.discount_reason.trim() || null,
    note: typed.note.trim() || null,
    tax_note: typed.tax_note.trim() || null,
  };
}

function partyOf({ buyer }: InvoiceView, { buyer: typed }: Typed) {
  return {
    ...buyer,
    name: typed.name.trim(),
    contact_name: typed.contact_name.trim() || null,
    vat_id: typed.vat_id.trim() || null,
    address: { ...buyer.address, ...typed.address },
  };
}
