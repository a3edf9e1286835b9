import { expect, test } from 'vitest';
import { goOnBody, sayOverdue } from './overdue';

const line = { automation: 'automation_1', name: 'Slow', steps: 1, messages: 2, oldest_at: '' };

test('what is overdue is said in numbers', () => {
  expect(sayOverdue(line)).toBe('1 step is due, 2 messages wait to leave');
  expect(sayOverdue({ ...line, steps: 0, messages: 1 })).toBe('1 message waits to leave');
});

test('only what differs from the usual is told the server', () => {
  expect(goOnBody([line], {}, 4)).toEqual({ but: [] });
  expect(goOnBody([line], { automation_1: 'skip', automation_2: 'spread' }, 4)).toEqual({
    but: [{ automation: 'automation_1', overdue: 'skip' }],
  });
  expect(goOnBody([line], { automation_1: 'spread' }, 6)).toEqual({
    but: [{ automation: 'automation_1', overdue: 'spread' }],
    over_hours: 6,
  });
});
