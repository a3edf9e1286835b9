// The hours in money: said with where they come from, and "not known yet" where nobody declared anything.
import { expect, test } from 'vitest';
import type { Money } from '../../api/views';
import { sayClocks, sayErrors, sayPayback, saySaved, saySource } from './worth';

const say = ({ minor, currency }: Money) => `${(minor / 100).toFixed(2)} ${currency}`;
const euros = (minor: number): Money => ({ minor, currency: 'EUR' });
const nothing = {
  hour_cost: null,
  saved: null,
  minutes_spent: 0,
  spent: null,
  paid_back_at: null,
  pays_back_at: null,
};
const ran = { runs: 60, minutes_saved: 12, minutes: 720 };

test('hours at what an hour costs are money, with their sources', () => {
  const worth = { ...nothing, hour_cost: euros(4500), saved: euros(54_000) };
  expect(saySaved(ran, worth, say)).toBe('12.0 hours of hand work at 45.00 EUR = 540.00 EUR');
  expect(saySource(ran, worth)).toBe(
    '60 runs × 12 minutes, as its owner says in the automation; what an hour costs is from the settings.',
  );
});

test('what nobody declared is not known yet, and it is said where to declare it', () => {
  expect(saySaved({ ...ran, minutes_saved: 0, minutes: 0 }, nothing, say)).toBe(
    'Hours saved: not known yet.',
  );
  expect(saySaved(ran, nothing, say)).toBe('12.0 hours of hand work; in money not known yet.');
  expect(saySource({ ...ran, minutes_saved: 0 }, nothing)).toContain('can be said in the settings');
  expect(sayPayback(12, nothing, say)).toEqual({
    words: 'Payback: not known yet. Say in the automation how long it took to set up.',
    at: null,
  });
  expect(sayPayback(0, { ...nothing, minutes_spent: 60 }, say).words).toContain(
    'how many minutes one run saves',
  );
});

test('the payback is a day that was, a day to come, or too early to tell', () => {
  const spent = { ...nothing, minutes_spent: 90, spent: euros(6_750) };
  const day = '2026-05-04T10:00:00.000Z';
  expect(sayPayback(12, spent, say).words).toContain(
    'took 1.5 hours (67.50 EUR), as its owner says; too few',
  );
  expect(sayPayback(12, { ...spent, paid_back_at: day }, say).at).toBe(day);
  expect(sayPayback(12, { ...spent, pays_back_at: day }, say).words).toContain('at this pace paid back');
});

test('the error rate names what it counts', () => {
  expect(sayErrors({ runs: 0, troubled: 0, share_bp: null })).toBe('Error rate: not known yet, nothing ran.');
  expect(sayErrors({ runs: 40, troubled: 3, share_bp: 750 })).toContain('7.5 %: 3 of 40 runs');
});

test('whose clock is not known is said with the clock that stands in', () => {
  expect(sayClocks({ runs: 12, unknown: 3 })).toMatch(
    /^3 of 12 under way .* the clock of the record’s owner/,
  );
});
