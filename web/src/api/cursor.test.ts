import { expect, test } from 'vitest';
import { cursorAfter, flatten } from './cursor';

test('pages become one list in order', () => {
  const pages = [
    { items: [{ id: 'a' }, { id: 'b' }], next: 'x' },
    { items: [{ id: 'c' }], next: null },
  ];
  expect(flatten(pages).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(flatten(undefined)).toEqual([]);
});

test('a row that stands on two pages is shown once, as the later page has it', () => {
  const pages = [
    { items: [{ id: 'a', v: 1 }], next: 'x' },
    {
      items: [
        { id: 'a', v: 2 },
        { id: 'b', v: 1 },
      ],
      next: null,
    },
  ];
  expect(flatten(pages)).toEqual([
    { id: 'a', v: 2 },
    { id: 'b', v: 1 },
  ]);
});

test('a list ends where the server gives no cursor', () => {
  expect(cursorAfter({ items: [], next: 'x' })).toBe('x');
  expect(cursorAfter({ items: [], next: null })).toBeUndefined();
});
