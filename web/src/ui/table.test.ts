import { expect, test } from 'vitest';
import { inOrder, nextOrder, orderOf, orderText, type Column } from './table';

type Row = { id: string; worth: number | null; name: string };
const columns: Column<Row>[] = [
  { key: 'name', title: 'Name', cell: ({ name }) => name, sort: ({ name }) => name },
  { key: 'worth', title: 'Worth', cell: ({ worth }) => worth, sort: ({ worth }) => worth },
];
const rows: Row[] = [
  { id: '1', worth: 20, name: 'ähre 10' },
  { id: '2', worth: null, name: 'Zoo' },
  { id: '3', worth: 100, name: 'Ähre 9' },
];
const ids = (order: Parameters<typeof inOrder>[2]) => inOrder(rows, columns, order).map(({ id }) => id);

test('numbers are compared as numbers, and what has none comes last either way', () => {
  expect(ids({ key: 'worth', down: false })).toEqual(['1', '3', '2']);
  expect(ids({ key: 'worth', down: true })).toEqual(['3', '1', '2']);
});

test('words are compared as people do', () => {
  expect(ids({ key: 'name', down: false })).toEqual(['3', '1', '2']);
});

test('a third press gives the order of the server back', () => {
  const first = nextOrder(null, 'name');
  const second = nextOrder(first, 'name');
  expect([first, second, nextOrder(second, 'name')]).toEqual([
    { key: 'name', down: false },
    { key: 'name', down: true },
    null,
  ]);
  expect(ids(null)).toEqual(['1', '2', '3']);
});

test('an order stands in the address and is read back from there', () => {
  expect(orderOf('-worth')).toEqual({ key: 'worth', down: true });
  expect(orderOf(undefined)).toBeNull();
  expect(['worth', '-worth'].map((text) => orderText(orderOf(text)))).toEqual(['worth', '-worth']);
  expect(orderText(null)).toBeNull();
  expect(ids(orderOf('-gone')), 'a column that is not there orders nothing').toEqual(['1', '2', '3']);
});
