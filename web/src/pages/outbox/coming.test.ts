import { expect, test } from 'vitest';
import { sayProvisos, saySure, type Coming } from './coming';

const WHICH: Coming['depends'] = [{ step: 'which', comes: 'condition' }];
const coming = (more: Partial<Coming>) =>
  ({
    step: 'hello',
    depends: [],
    likely: true,
    asks: false,
    left_out: false,
    begins: null,
    ...more,
  }) as Coming;

test('how sure a message is, the strongest word first', () => {
  expect(saySure(coming({}))).toBe('Will be written');
  expect(saySure(coming({ asks: true }))).toBe('Once somebody says yes');
  expect(saySure(coming({ depends: WHICH }))).toBe('Perhaps');
  expect(saySure(coming({ depends: WHICH, likely: false }))).toBe('Only if something changes');
  expect(saySure(coming({ depends: WHICH, likely: false, left_out: true }))).toBe('Left out');
});

test('a run that has not begun is sure by its day, not by a silence', () => {
  const begins = (how: 'date' | 'silence') => ({ how, at: '2026-03-29T07:00:00Z', not: null });
  expect(saySure(coming({ run: null, begins: begins('date') }))).toBe('Will be written');
  expect(saySure(coming({ run: null, begins: begins('silence') }))).toBe('Perhaps');
  expect(saySure(coming({ run: null, begins: begins('date'), likely: false }))).toBe(
    'Only if something changes',
  );
});

test('what it depends on is said by what each step has to come to', () => {
  expect(sayProvisos(coming({}))).toBe('');
  const depends: Coming['depends'] = [
    { step: 'their_reply', comes: 'no_fact' },
    { step: 'large', comes: 'yes' },
    { step: 'hello', comes: 'condition' },
  ];
  expect(sayProvisos(coming({ depends }))).toBe(
    'what “Their reply” waits for does not happen in time, and somebody says yes to “Large”, and its own condition holds then',
  );
});
