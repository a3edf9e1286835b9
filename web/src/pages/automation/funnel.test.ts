import { expect, test } from 'vitest';
import { sayLength, sayStands, type FunnelStep } from './funnel';

test('a length is said in the largest unit it fills', () => {
  expect(sayLength(0)).toBe('0 seconds');
  expect(sayLength(59)).toBe('59 seconds');
  expect(sayLength(60)).toBe('1 minute');
  expect(sayLength(5_400)).toBe('1.5 hours');
  expect(sayLength(86_400 * 3)).toBe('3 days');
});

test('only what happened to somebody is said', () => {
  const none = { waiting: 0, parked: 0, goal: 0, exit: 0, cancelled: 0, skipped: 0, failed: 0 };
  expect(sayStands(none as FunnelStep)).toBe('');
  expect(sayStands({ ...none, waiting: 2, goal: 1 } as FunnelStep)).toBe(
    '2 wait there now, 1 left: goal reached',
  );
});
