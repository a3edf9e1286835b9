// A line that stayed is shown once, in its place.
import { expect, it } from 'vitest';
import { difference } from './difference';

it('keeps the common lines in order and names the rest', () => {
  const found = difference('Hello\n\nold\nend', 'Hello\n\nnew\nmore\nend');
  expect(found.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'same Hello',
    'same ',
    'gone old',
    'added new',
    'added more',
    'same end',
  ]);
});

it('finds nothing between equal texts', () => {
  expect(difference('a\nb', 'a\nb').every(({ kind }) => kind === 'same')).toBe(true);
});
