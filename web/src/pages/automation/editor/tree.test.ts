import { expect, test } from 'vitest';
import { empty, type Step } from './document';
import { at, beside, copyOf, insert, move, nodeOf, remove, renamed, renamedIn } from './moves';
import { stepsOf, treeOf } from './tree';

const act = (id: string): Step => ({ id, do: 'task.create', with: { title: id } });
const INSTANT: Step[] = [
  { id: 'which', branch: [{ if: { cel: 'trigger.has_email' }, go: 'write' }, { else: 'call' }] },
  { ...act('write'), on_error: { go: 'call' } },
  { id: 'written', end: 'done' },
  act('call'),
];

test('a decision shows its ways, and is written back as it was', () => {
  const tree = treeOf(INSTANT);
  expect(tree).toHaveLength(1);
  expect(tree[0]!.ways.map(({ steps }) => steps.map(({ step }) => step.id))).toEqual([
    ['write', 'written'],
    ['call'],
  ]);
  expect(stepsOf(tree)).toEqual(INSTANT);
});

test('a wait with an end on one side stays a wait', () => {
  const steps: Step[] = [
    { id: 'answer', wait_for: { fact: 'message.received', timeout: { days: 2 }, on_hit: { end: 'goal' } } },
    act('call'),
  ];
  const tree = treeOf(steps);
  expect(tree[0]!.ways.map(({ jump }) => jump)).toEqual([{ end: 'goal' }, 'next']);
  expect(stepsOf(tree)).toEqual(steps);
});

test('a list whose jumps make no tree is shown as the list it is', () => {
  const steps: Step[] = [
    act('first'),
    { id: 'again', wait_for: { fact: 'task.done', timeout: { days: 1 }, on_timeout: { go: 'first' } } },
  ];
  const tree = treeOf(steps);
  expect(tree.every(({ ways }) => ways.length === 0)).toBe(true);
  expect(stepsOf(tree)).toEqual(steps);
});

test('a new decision at the end gets somewhere to lead to, which the tree does not show', () => {
  const fork: Step = { id: 'decide', branch: [{ if: { cel: 'contact.vip' }, go: '' }, { else: '' }] };
  const tree = insert(treeOf([act('a')]), [1], nodeOf(fork));
  const steps = stepsOf(tree);
  expect(steps.map(({ id }) => id)).toEqual(['a', 'decide', 'finished']);
  const again = treeOf(steps);
  expect(again.map(({ step }) => step.id)).toEqual(['a', 'decide']);
  const filled = insert(insert(again, [1, 0, 0], nodeOf(act('x'))), [1, 1, 0], nodeOf(act('y')));
  const flat = stepsOf(filled);
  expect(flat.map(({ id }) => id)).toEqual(['a', 'decide', 'x', 'decide_way_1', 'y', 'finished']);
  expect(flat[3]).toEqual({ id: 'decide_way_1', branch: [{ else: 'finished' }] });
  expect(stepsOf(treeOf(flat))).toEqual(flat);
  expect(treeOf(flat)[1]!.ways.map(({ steps: own }) => own.length)).toEqual([1, 1]);
  const onward = stepsOf(insert(treeOf(flat), [2], nodeOf(act('z'))));
  expect(onward.map(({ id }) => id)).toEqual(['a', 'decide', 'x', 'decide_way_1', 'y', 'z']);
  expect(onward[3]!.branch).toEqual([{ else: 'z' }]);
});

test('a decision inside a decision meets where the outer one does', () => {
  const fork = (id: string): Step => ({ id, branch: [{ if: { cel: 'a' }, go: '' }, { else: '' }] });
  let tree = [nodeOf(fork('outer')), nodeOf(act('last'))];
  tree = insert(tree, [0, 0, 0], nodeOf(fork('inner')));
  tree = insert(tree, [0, 0, 0, 0, 0], nodeOf(act('deep')));
  tree = insert(tree, [0, 1, 0], nodeOf(act('other')));
  const flat = stepsOf(tree);
  expect(stepsOf(treeOf(flat))).toEqual(flat);
  expect(at(treeOf(flat), [0, 0, 0, 0, 0])?.step.id).toBe('deep');
});

test('steps move within a list, out of a way and into one', () => {
  const tree = treeOf([act('a'), act('b'), act('c')]);
  expect(stepsOf(move(tree, [0], beside(tree, [0], 1)!)!).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  expect(beside(tree, [0], -1)).toBeUndefined();
  const forked = treeOf(INSTANT);
  const out = move(forked, [0, 1, 0], beside(forked, [0, 1, 0], 1)!)!;
  expect(out.map(({ step }) => step.id)).toEqual(['which', 'call']);
  expect(move(forked, [0], [0, 1, 0])).toBeUndefined();
  expect(remove(forked, [0])).toEqual([]);
});

test('what is repeated is a list of its own', () => {
  const tree = insert(
    [nodeOf({ id: 'again', repeat: { times: 3, steps: [] } })],
    [0, 0, 0],
    nodeOf(act('x')),
  );
  expect(stepsOf(tree)[0]!.repeat!.steps.map(({ id }) => id)).toEqual(['x']);
});

test('a copy has names of its own, and a new name is spoken everywhere', () => {
  const copy = copyOf(treeOf(INSTANT)[0]!, new Set(['which', 'write', 'written', 'call']));
  expect(copy.step.id).toBe('which_2');
  expect(copy.ways[0]!.steps[0]!.step.id).toBe('write_2');
  const steps = renamed(
    [...INSTANT, { ...act('z'), if: { cel: 'steps.call.status == "ok"' } }],
    'call',
    'ring',
  );
  expect(steps[0]!.branch![1]).toEqual({ else: 'ring' });
  expect(steps[1]!.on_error).toEqual({ go: 'ring' });
  expect(steps[4]!.if).toEqual({ cel: 'steps.ring.status == "ok"' });
});

test('a cooldown that counts from a step follows its new name', () => {
  const doc = { ...empty('manager'), steps: INSTANT, enrol: { policy: 'once' as const, since: 'call' } };
  expect(renamedIn(doc, 'call', 'ring').enrol.since).toBe('ring');
  expect(renamedIn(doc, 'write', 'note').enrol.since).toBe('call');
});
