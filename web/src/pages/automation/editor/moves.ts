// Adding, moving, copying and taking out steps of the tree. Pure: each gives a new tree.
//
// A place is a path of numbers: the position of a step, then way and position for each level below it.
import { freeId, idsOf, kindOf, type Automation, type Step } from './document';
import { exitsOf, stepsOf, treeOf, type Node, type Way } from './tree';

export type Place = readonly number[];

export const keyOf = (place: Place) => place.join('.');

export function at(nodes: readonly Node[], place: Place): Node | undefined {
  const [position, way, ...rest] = place;
  const node = position === undefined ? undefined : nodes[position];
  return way === undefined ? node : node && at(waysOf(node)[way]?.steps ?? [], rest);
}

/** The ways below a step as they are shown: those of a decision, or what a repetition repeats. */
export function waysOf(node: Node): Way[] {
  return node.step.repeat ? [{ jump: 'next', steps: treeOf(node.step.repeat.steps, true) }] : node.ways;
}

function listAt(
  nodes: readonly Node[],
  place: Place,
  change: (list: readonly Node[], position: number) => readonly Node[],
): Node[] {
  const [position = 0, way, ...rest] = place;
  if (way === undefined) return [...change(nodes, position)];
  return nodes.map((node, nth) => {
    if (nth !== position) return node;
    const ways = waysOf(node).map((each, number) =>
      number === way ? { ...each, steps: listAt(each.steps, rest, change) } : each,
    );
    const { repeat } = node.step;
    if (!repeat) return { ...node, ways };
    return {
      ...node,
      step: { ...node.step, repeat: { ...repeat, steps: stepsOf(ways[0]?.steps ?? [], true) } },
    };
  });
}

export function insert(nodes: readonly Node[], place: Place, added: Node): Node[] {
  return listAt(nodes, place, (list, position) => list.toSpliced(position, 0, added));
}

export function remove(nodes: readonly Node[], place: Place): Node[] {
  return listAt(nodes, place, (list, position) => list.toSpliced(position, 1));
}

export function replace(nodes: readonly Node[], place: Place, next: Node): Node[] {
  return listAt(nodes, place, (list, position) => list.with(position, next));
}

/** To another place, counted before it was taken out; nothing where it would go into itself. */
export function move(nodes: readonly Node[], from: Place, to: Place): Node[] | undefined {
  const moved = at(nodes, from);
  if (!moved || startsWith(to, from)) return;
  const target = afterRemoval(from, to);
  if (keyOf(target) === keyOf(from)) return;
  return insert(remove(nodes, from), target, moved);
}

const startsWith = (place: Place, head: Place) =>
  place.length > head.length && head.every((each, nth) => place[nth] === each);

/** Where `to` is once the step at `from` is gone: positions behind it in the same list are one less. */
function afterRemoval(from: Place, to: Place): Place {
  const depth = from.length - 1;
  const same = to.length > depth && from.slice(0, depth).every((each, nth) => to[nth] === each);
  return same && to[depth]! > from[depth]! ? to.with(depth, to[depth]! - 1) : to;
}

/** Where one press up or down leads: within its list, or out of a way into the list around it. */
export function beside(nodes: readonly Node[], from: Place, by: 1 | -1): Place | undefined {
  const position = from.at(-1)!;
  const list = from.length > 1 ? (waySteps(nodes, from.slice(0, -1)) ?? []) : nodes;
  if (by < 0 && position > 0) return from.with(-1, position - 1);
  if (by > 0 && position < list.length - 1) return from.with(-1, position + 2);
  if (from.length === 1) return;
  const around = from.slice(0, -2);
  return by < 0 ? around : around.with(-1, around.at(-1)! + 1);
}

/** The list a place without its last number names: the steps of a way. */
function waySteps(nodes: readonly Node[], place: Place): readonly Node[] | undefined {
  const node = at(nodes, place.slice(0, -1));
  return node && waysOf(node)[place.at(-1)!]?.steps;
}

/** The same step again under names of its own. */
export function copyOf(node: Node, taken: ReadonlySet<string>): Node {
  const names = new Set(taken);
  const again = (each: Node): Node => {
    const id = freeId(each.step.id, names);
    names.add(id);
    const ways = each.ways.map((way) => ({ ...way, steps: way.steps.map(again) }));
    const { repeat } = each.step;
    const body = repeat && { ...repeat, steps: repeat.steps.map((step) => again({ step, ways: [] }).step) };
    return { step: { ...each.step, id, ...(body ? { repeat: body } : {}) }, ways };
  };
  return again(node);
}

/** A step as a node: a new decision shows a way for each of its exits. */
export function nodeOf(step: Step): Node {
  const forks = ['branch', 'wait_for', 'ask', 'approve'].includes(kindOf(step) ?? '');
  const exits = forks ? exitsOf(step) : [];
  return {
    step,
    ways: exits.map((jump) => ({
      jump: typeof jump === 'object' && 'end' in jump ? jump : 'next',
      steps: [],
    })),
  };
}

/** Another name for a step, wherever it is spoken of. */
export function renamed(steps: readonly Step[], from: string, to: string): Step[] {
  const text = JSON.stringify(steps, (key, value: unknown) => {
    if (value === from && ['id', 'go', 'else', 'since'].includes(key)) return to;
    return key === 'cel' && typeof value === 'string'
      ? value.replaceAll(new RegExp(`\\bsteps\\.${from}\\b`, 'g'), `steps.${to}`)
      : value;
  });
  return JSON.parse(text) as Step[];
}

/** The same in the whole document: a cooldown may count from the step. */
export function renamedIn(doc: Automation, from: string, to: string): Automation {
  const enrol = doc.enrol.since === from ? { ...doc.enrol, since: to } : doc.enrol;
  return { ...doc, enrol, steps: renamed(doc.steps, from, to) };
}

export const takenBy = (steps: readonly Step[]) => new Set(idsOf(steps));
