import { expect, test } from 'vitest';
import { tallies } from './shapes';

test('what is under way and what is stuck are counted apart', () => {
  expect(tallies({ sleeping: 3, waiting_human: 1, parked: 2, done: 5 })).toEqual({
    all: 11,
    waiting: 4,
    parked: 2,
  });
});
