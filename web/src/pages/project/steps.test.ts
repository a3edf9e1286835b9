import { describe, expect, it } from 'vitest';
import type { MilestoneView } from '../../api/delivery';
import { isPast, mainVerb, missingOf, readRate, saySize, verbsOf, writeRate } from './steps';

const step = (state: MilestoneView['state'], invoice: string | null = null) =>
  ({ state, invoice }) as MilestoneView;

describe('a milestone', () => {
  it('offers what its state allows', () => {
    expect(verbsOf(step('open'), 'open')).toEqual(['deliver', 'accept', 'change', 'cancel']);
    expect(verbsOf(step('accepted'), 'open')).toEqual(['waive', 'reopen']);
    expect(verbsOf(step('cancelled'), 'cancelled')).toEqual([]);
    expect(verbsOf(step('waived'), 'done')).toEqual(['reopen']);
  });

  it('is not taken back once an invoice names it', () => {
    expect(verbsOf(step('accepted', 'invoice_1'), 'open')).toEqual([]);
    expect(verbsOf(step('delivered', 'invoice_1'), 'open')).toEqual(['accept', 'dispute', 'change']);
  });

  it('leads with the likely next step', () => {
    expect(mainVerb(verbsOf(step('open'), 'open'), 'open')).toBe('deliver');
    expect(mainVerb(verbsOf(step('delivered'), 'open'), 'delivered')).toBe('accept');
    expect(mainVerb(verbsOf(step('open'), 'cancelled'), 'open')).toBeNull();
  });
});

it('a day has passed by the clock of the business', () => {
  const now = new Date('2026-02-09T23:30:00Z');
  expect(isPast('2026-02-09', now, 'UTC')).toBe(false);
  expect(isPast('2026-02-09', now, 'Europe/Berlin')).toBe(true);
});

it('a rate is read and written without loss', () => {
  for (const [typed, rate] of [
    ['19', 1900],
    ['7,5 %', 750],
    ['0', 0],
    ['8.25', 825],
  ] as const) {
    expect(readRate(typed)).toBe(rate);
  }
  for (const wrong of ['', '-1', '101', 'x', '1.234']) expect(readRate(wrong)).toBeNull();
  expect([1900, 750, 825, 0].map(writeRate)).toEqual(['19', '7.5', '8.25', '0']);
});

it('a size is said in whole units', () => {
  expect([5, 12_345, 3_400_000].map(saySize)).toEqual(['5 B', '12 kB', '3 MB']);
});

it('a buyer without an address is known before the invoice needs it', () => {
  const address = { street: '', postal_code: '', city: 'Berlin', region: null, country: '' };
  expect(missingOf({ name: 'Lindner', address })).toEqual(['street', 'country']);
});
