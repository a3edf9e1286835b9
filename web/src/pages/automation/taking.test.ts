import { expect, test } from 'vitest';
import { sayTaking, sharesOf, type TakingIn } from './taking';

const of: TakingIn = {
  asked_at: '2026-03-02T09:00:00Z',
  goes_on: true,
  looking: true,
  again: false,
  looked_at: 500,
  open: 4210,
  matching: 60,
  taken: 1,
  refused: 3,
  waiting: 56,
  per_hour: 60,
  until: null,
};

test('what has been taken in is said with what waits and what was looked at', () => {
  expect(sayTaking(of, 'en-GB')).toBe(
    '1 is taken in, 3 were left out when their time came, 56 wait, at 60 an hour; 500 of 4,210 are looked at.',
  );
  const over = { ...of, goes_on: false, looking: false, taken: 60, refused: 0, waiting: 0 };
  expect(sayTaking(over, 'en-GB')).toBe('The last time: 60 are taken in.');
});

test('the shares are of those that match, and of nobody none', () => {
  expect(sharesOf({ matching: 60, taken: 30, refused: 3 })).toEqual({ taken: 50, refused: 5 });
  expect(sharesOf({ matching: 0, taken: 0, refused: 0 })).toEqual({ taken: 0, refused: 0 });
});
