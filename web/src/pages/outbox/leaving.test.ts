import { expect, test } from 'vitest';
import { dueByTomorrow, isLater } from './leaving';

const ZONE = 'Europe/Berlin';
// the night on which the clocks of Berlin go forward: the day has 23 hours
const now = new Date('2026-03-28T22:30:00Z');
const queued = (due_at: string) => ({ state: 'queued' as const, due_at });

test('what leaves by tomorrow evening stands in the order in which it leaves', () => {
  const late = queued('2026-03-27T08:00:00Z');
  const evening = queued('2026-03-29T18:00:00Z');
  const morning = queued('2026-03-29T07:00:00.5Z');
  const after = queued('2026-03-29T22:00:00Z');
  const gone = { state: 'done' as const, due_at: '2026-03-29T07:00:00Z' };
  expect(dueByTomorrow([after, evening, gone, morning, late], now, ZONE)).toEqual([late, morning, evening]);
});

test('only what waits can leave later', () => {
  expect(isLater(queued('2026-03-28T22:30:01Z'), now)).toBe(true);
  expect(isLater(queued('2026-03-28T22:30:00Z'), now)).toBe(false);
  expect(isLater({ state: 'done', due_at: '2026-03-30T00:00:00Z' }, now)).toBe(false);
});
