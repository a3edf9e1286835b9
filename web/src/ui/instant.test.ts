import { expect, test } from 'vitest';
import { sayDayAndTime } from './instant';

const ZONE = 'Europe/Berlin';
// the night on which the clocks of Berlin go forward: the day has 23 hours
const now = new Date('2026-03-28T22:30:00Z');

test('the day is the one of whoever looks, not the one of London', () => {
  const say = (text: string, zone = ZONE) => sayDayAndTime(new Date(text), now, 'en-GB', zone);
  expect(say('2026-03-28T22:45:00Z')).toBe('today at 23:45');
  expect(say('2026-03-29T07:00:00Z')).toBe('tomorrow at 09:00');
  expect(say('2026-03-29T22:30:00Z')).toBe('on 30 Mar at 00:30');
  expect(say('2026-03-29T03:30:00Z', 'America/New_York')).toBe('today at 23:30');
});
