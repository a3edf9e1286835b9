import { expect, test } from 'vitest';
import { formatMoney, formatRoughly } from './Money';
import { sayDay, sayExactly, sayWhen } from './instant';

const now = new Date('2026-03-29T12:00:00Z');
const at = (text: string) => new Date(text);

test('amounts keep every cent, with the decimals of their currency', () => {
  expect(formatMoney({ minor: 123456, currency: 'EUR' }, 'en-GB')).toBe('€1,234.56');
  expect(formatMoney({ minor: -5, currency: 'EUR' }, 'en-GB')).toBe('-€0.05');
  expect(formatMoney({ minor: 1234, currency: 'JPY' }, 'en-GB')).toBe('JP¥1,234');
  expect(formatMoney({ minor: 1234567, currency: 'KWD' }, 'en-GB')).toMatch(/1,234\.567$/);
  expect(formatMoney({ minor: 9_007_199_254_740_991, currency: 'EUR' }, 'en-GB')).toBe(
    '€90,071,992,547,409.91',
  );
  expect(formatRoughly({ minor: 41_234_500, currency: 'EUR' }, 'en-GB')).toMatch(/^€412\.3k$/i);
});

test('times are relative for seven days, then the day', () => {
  const say = (text: string) => sayWhen(at(text), now, 'en-GB', 'Europe/Berlin');
  expect(say('2026-03-29T11:59:50Z')).toBe('now');
  expect(say('2026-03-29T11:30:00Z')).toBe('30 minutes ago');
  expect(say('2026-03-29T15:00:00Z')).toBe('in 3 hours');
  expect(say('2026-03-22T12:00:01Z')).toBe('6 days ago');
  expect(say('2026-03-22T12:00:00Z')).toBe('22 Mar');
  expect(say('2025-12-31T23:30:00Z')).toBe('1 Jan');
});

test('the day and the moment are those of the zone of the business', () => {
  expect(sayDay(at('2025-12-31T23:30:00Z'), now, 'en-GB', 'America/New_York')).toBe('31 Dec 2025');
  expect(sayExactly(at('2026-03-29T01:30:00Z'), 'en-GB', 'Europe/Berlin')).toMatch(
    /^Sunday,? 29 March 2026 at 03:30 \(Europe\/Berlin\)$/,
  );
});
