import { expect, test } from 'vitest';
import { celOf, rowsOf } from './cel';

const maybe = (path: string) => path.startsWith('contact.');

test.each([
  [
    'proposal.state in ["viewed", "accepted"]',
    [{ path: 'proposal.state', compare: 'in', value: ['viewed', 'accepted'] }],
  ],
  ['fact.first', [{ path: 'fact.first', compare: 'is', value: true }]],
  [
    '!fact.test && fact.version >= 2',
    [
      { path: 'fact.test', compare: 'is', value: false },
      { path: 'fact.version', compare: 'at_least', value: 2 },
    ],
  ],
  ['has(contact.email)', [{ path: 'contact.email', compare: 'known' }]],
  ['has(contact.name) && contact.name == "Ada"', [{ path: 'contact.name', compare: 'is', value: 'Ada' }]],
  ['invoice.due_on < now', [{ path: 'invoice.due_on', compare: 'past' }]],
  [
    'invoice.gross > money("1000.00 EUR")',
    [{ path: 'invoice.gross', compare: 'above', value: { money: '1000.00 EUR' } }],
  ],
  [
    'fact.proposal == proposal.id',
    [{ path: 'fact.proposal', compare: 'is', value: { field: 'proposal.id' } }],
  ],
  ["!(lead.state in ['closed'])", [{ path: 'lead.state', compare: 'not_in', value: ['closed'] }]],
])('%s is rows, and the rows are the same text', (source, rows) => {
  expect(rowsOf(source, maybe)?.rows).toEqual(rows);
  expect(celOf({ join: 'all', rows: rows as never }, maybe)).toBe(source.replaceAll("'", '"'));
});

test('any of several, each asked for first where it may be empty', () => {
  const source = '(has(contact.name) && contact.name == "Ada") || deal.state == "won"';
  const rows = rowsOf(source, maybe);
  expect(rows?.join).toBe('any');
  expect(rows?.rows).toHaveLength(2);
  expect(celOf(rows!, maybe)).toBe(source);
});

test.each([
  'a && b || c',
  'size(contact.name) > 3',
  'a == (b ? 1 : 2)',
  'fact.at - lead.captured_at < duration("48h")',
  'a && (b || c)',
  'contact.name == "Ada"',
  'a ==',
  '"open',
])('%s stays text', (source) => {
  expect(rowsOf(source, maybe)).toBeNull();
});

test('no text is no row, and half a row is no text', () => {
  expect(rowsOf('', maybe)).toEqual({ join: 'all', rows: [] });
  expect(celOf({ join: 'all', rows: [{ path: '', compare: 'is' }] }, maybe)).toBe('');
});
