import { expect, test } from 'vitest';
import { fieldChanges, stepChanges } from './difference';
import { empty, type Step } from './document';

const act = (id: string, title = id): Step => ({ id, do: 'task.create', with: { title } });

test('steps are compared by their name, not by their line', () => {
  const before = [act('a'), act('b'), act('c'), act('d')];
  const after = [act('b'), act('a'), act('new'), act('d', 'other')];
  const kinds = Object.fromEntries(stepChanges(before, after).map(({ name, kind }) => [name, kind]));
  expect(kinds).toMatchObject({ new: 'added', c: 'gone', d: 'changed' });
  expect([kinds['a'], kinds['b']].toSorted()).toEqual(['moved', 'same']);
  expect(stepChanges(before, before).every(({ kind }) => kind === 'same')).toBe(true);
});

test('the order of keys is no difference', () => {
  const before = { ...empty('sales'), purpose: 'x' };
  const after = { ...before, metric: { better: 'lower', end: '', start: '', name: '' } as const };
  expect(fieldChanges(before, after)).toEqual([]);
  expect(fieldChanges(before, { ...before, purpose: 'y' }).map(({ name }) => name)).toEqual(['purpose']);
});
