// Whose message it is, in the list of a rehearsal.
import { expect, test } from 'vitest';
import { markOf, type Rehearsed } from './rehearsal';

const letter = (part: Partial<Rehearsed>) =>
  markOf({ drafted: false, happened: false, published: false, skipped: null, ...part } as Rehearsed).label;

test('what only the published version would send was not kept back by what is rehearsed', () => {
  expect(letter({ published: true })).toBe('Only as published');
  expect(letter({ published: true, drafted: true })).toBe('Would leave');
  expect(letter({ published: true, skipped: 'a quiet hour' })).toBe('Kept back');
  expect(letter({ skipped: 'a quiet hour' })).toBe('Kept back');
  expect(letter({ published: true, happened: true })).toBe('Really left');
});
