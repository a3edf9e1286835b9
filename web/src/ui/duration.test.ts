import { expect, it } from 'vitest';
import { sayDuration, secondsBetween } from './duration';

it.each([
  [4, '4 s'],
  [90, '2 min'],
  [5399, '90 min'],
  [7200, '2 h'],
  [129_600, '2 days'],
])('%i seconds are %s', (seconds, words) => expect(sayDuration(seconds)).toBe(words));

it('counts to now where it has not ended', () => {
  const now = Date.parse('2026-03-01T10:01:00Z');
  expect(secondsBetween('2026-03-01T10:00:00Z', null, now)).toBe(60);
  expect(secondsBetween('2026-03-01T10:00:00Z', '2026-03-01T12:00:00Z', now)).toBe(7200);
});
