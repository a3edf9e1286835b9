import { expect, test } from 'vitest';
import { linesOf, unchanged, type Difference, type Differences } from './difference';
import { empty, type Step } from './document';

const act = (id: string, title = id): Step => ({ id, do: 'task.create', with: { title } });
const found = (more: Partial<Difference>): Difference => ({
  step: null,
  kind: 'changed',
  field: null,
  old: null,
  new: null,
  says: '',
  ...more,
});

function between(old: Step[], now: Step[], items: Difference[]): Differences {
  return { old: { ...empty('sales'), steps: old }, new: { ...empty('sales'), steps: now }, items, runs: 0 };
}

test('what the server says of one step is one line, in the order of the newer version', () => {
  const lines = linesOf(
    between(
      [act('a'), act('b'), act('c'), act('d')],
      [act('b'), act('a'), act('d', 'other'), act('new')],
      [
        found({ step: 'c', kind: 'removed', old: act('c') }),
        found({ step: 'd', field: 'with', old: { title: 'd' }, new: { title: 'other' } }),
        found({ step: 'new', kind: 'added', new: act('new') }),
        found({ step: 'a', kind: 'moved' }),
        found({ step: 'd', kind: 'moved' }),
      ],
    ),
  );
  expect(lines.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'a moved',
    'd changed',
    'new added',
    'c removed',
  ]);
  expect(lines[1]).toMatchObject({ before: act('d'), after: act('d', 'other') });
});

test('the head comes first, and a field that was not there is new', () => {
  const items = [
    found({ field: 'purpose', old: 'x', new: 'y' }),
    found({ field: 'goal', new: { facts: ['invoice.paid'] } }),
    found({ field: 'quota', old: { runs_per_hour: 3 } }),
  ];
  const lines = linesOf(between([act('a')], [act('a')], items));
  expect(lines.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'purpose changed',
    'goal added',
    'quota removed',
  ]);
  expect(unchanged(between([act('a')], [act('a')], items))).toBe(1);
});

test('a step inside a repetition is found too', () => {
  const repeat = (inner: Step): Step => ({ id: 'round', repeat: { times: 3, steps: [inner] } });
  const items = [found({ step: 'in', field: 'with', old: {}, new: {} })];
  const [line] = linesOf(between([repeat(act('in', 'x'))], [repeat(act('in', 'y'))], items));
  expect(line).toMatchObject({ before: act('in', 'x'), after: act('in', 'y') });
});
