import { expect, test } from 'vitest';
import { saySure, type Coming } from './coming';

const coming = (more: Partial<Coming>) =>
  ({ depends: [], likely: true, asks: false, left_out: false, ...more }) as unknown as Coming;

test('how sure a message is, the strongest word first', () => {
  expect(saySure(coming({}))).toBe('Will be written');
  expect(saySure(coming({ asks: true }))).toBe('Once somebody says yes');
  expect(saySure(coming({ depends: ['which'] }))).toBe('Perhaps');
  expect(saySure(coming({ depends: ['which'], likely: false }))).toBe('Only if something changes');
  expect(saySure(coming({ depends: ['which'], likely: false, left_out: true }))).toBe('Left out');
});
