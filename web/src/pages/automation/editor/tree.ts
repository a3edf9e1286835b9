// The steps as a tree: a decision has its ways below it, each a list of steps, and goes on after them.
//
// The text has a flat list with jumps. `treeOf` reads the ways out of the jumps, `stepsOf` writes them back. A list
// whose jumps make no tree is shown as the list it is: `stepsOf(treeOf(steps))` always means what `steps` mean.
import { freeId, idsOf, type Jump, type Step } from './document';

export interface Way {
  /** Where it goes when it has no steps of its own. */
  jump: Jump;
  steps: Node[];
}

export interface Node {
  step: Step;
  /** One for each way out of the step, or none where it only goes on. */
  ways: Way[];
}

/** The ways out of a step, in the order they are shown. */
export function exitsOf(step: Step): Jump[] {
  const { branch, wait_for: wait, ask, approve } = step;
  if (branch) return branch.map(({ go, else: rest }) => ({ go: go ?? rest ?? '' }));
  if (wait) return [wait.on_hit ?? 'next', wait.on_timeout ?? 'next'];
  if (ask) return [...ask.answers.map(({ then }) => then ?? 'next'), ask.on_timeout];
  if (approve) return ['next', approve.on_no ?? NO, approve.on_timeout ?? 'escalate'];
  return [];
}

/** Without a yes nothing goes on, unless the text says so. */
const NO: Jump = { end: 'exit' };
const isNo = (jump: Jump | undefined) => typeof jump === 'object' && 'end' in jump && jump.end === 'exit';

const jumpOrNothing = (jump: Jump | undefined) => (jump === 'next' ? undefined : jump);

/** The step with other ways out. */
export function withExits(step: Step, exits: readonly Jump[]): Step {
  const { branch, wait_for: wait, ask, approve } = step;
  const target = (at: number) => {
    const jump = exits[at];
    return typeof jump === 'object' && 'go' in jump ? jump.go : '';
  };
  if (branch)
    return {
      ...step,
      branch: branch.map((arm, at) => (arm.if ? { if: arm.if, go: target(at) } : { else: target(at) })),
    };
  if (wait)
    return {
      ...step,
      wait_for: bare({ ...wait, on_hit: jumpOrNothing(exits[0]), on_timeout: jumpOrNothing(exits[1]) }),
    };
  if (ask) {
    const answers = ask.answers.map(({ answer }, at) => ({ answer, then: exits[at] ?? 'next' }));
    return { ...step, ask: { ...ask, answers, on_timeout: exits[answers.length] ?? 'next' } };
  }
  if (approve)
    return {
      ...step,
      approve: bare({
        ...approve,
        on_no: isNo(exits[1]) ? undefined : exits[1],
        on_timeout: exits[2] === 'escalate' ? undefined : exits[2],
      }),
    };
  return step;
}

function bare<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

/** A step that only goes elsewhere: a decision without a question. */
export const leap = (step: Step) =>
  step.branch?.length === 1 && !step.if ? step.branch[0]?.else : undefined;

const glueId = (step: Step, way: number) => `${step.id}_way_${way + 1}`.slice(0, 60);

/** `inside` a repetition, where the end of the list is not the end of the run. */
export function treeOf(steps: readonly Step[], inside = false): Node[] {
  const meaning = JSON.stringify(usual(steps));
  const last = steps.length - 1;
  const ended = last >= 0 && isEnding(steps[last]!) ? [last] : [];
  for (const to of [...ended, steps.length]) {
    const tree = new Reader(steps).block(0, to).nodes;
    if (JSON.stringify(usual(stepsOf(tree, inside))) === meaning) return tree;
  }
  return listOf(steps);
}

/** Every step for itself, its jumps told in words. */
function listOf(steps: readonly Step[]): Node[] {
  return steps.map((step) => ({ step, ways: [] }));
}

/** Jumps to the step that comes next anyway are left out, to compare two lists by what they mean. */
function usual(steps: readonly Step[]): Step[] {
  return steps.map((step, at) => {
    if (step.branch) return step;
    const next = steps[at + 1]?.id;
    const exits = exitsOf(step).map((jump) =>
      typeof jump === 'object' && 'go' in jump && jump.go === next ? ('next' as const) : jump,
    );
    return exits.length ? withExits(step, exits) : step;
  });
}

interface Block {
  nodes: Node[];
}

class Reader {
  private readonly index: Map<string, number>;
  constructor(private readonly steps: readonly Step[]) {
    this.index = new Map(steps.map((step, at) => [step.id, at]));
  }

  block(from: number, to: number): Block {
    const nodes: Node[] = [];
    let at = from;
    while (at < to) {
      const fork = this.fork(at, to);
      nodes.push(fork?.node ?? { step: this.steps[at]!, ways: [] });
      at = fork?.join ?? at + 1;
    }
    return { nodes };
  }

  /** The decision at `at` with its ways, and where they meet again; nothing where it makes no tree. */
  private fork(at: number, to: number): { node: Node; join: number } | undefined {
    const step = this.steps[at]!;
    const exits = exitsOf(step);
    const targets = exits.map((jump) => this.target(jump, at));
    const places = [...new Set(targets.filter((each) => each !== undefined))].toSorted((a, b) => a - b);
    const last = places.at(-1);
    if (exits.length < 2 || step.if || last === undefined || places[0] !== at + 1 || last > to) return;
    const join = places.length === 1 ? last : this.join(step, targets, places, to);
    if (join === undefined || join < last) return;
    const way = (target: number | undefined, number: number): Way => {
      const jump = exits[number]!;
      if (target === undefined || target === join)
        return { jump: target === undefined ? jump : 'next', steps: [] };
      const end = places.find((place) => place > target) ?? join;
      const { nodes } = this.block(target, this.isGlue(step, number, end - 1) ? end - 1 : end);
      return { jump: 'next', steps: nodes };
    };
    const own = targets.filter((target) => target !== undefined && target !== join);
    if (new Set(own).size < own.length) return;
    return { node: { step, ways: targets.map(way) }, join };
  }

  private target(jump: Jump, at: number): number | undefined {
    if (jump === 'next') return at + 1;
    return typeof jump === 'object' && 'go' in jump ? (this.index.get(jump.go) ?? -1) : undefined;
  }

  private isGlue(fork: Step, way: number, at: number): boolean {
    const step = this.steps[at];
    return step !== undefined && step.id === glueId(fork, way) && leap(step) !== undefined;
  }

  private join(
    fork: Step,
    targets: (number | undefined)[],
    places: readonly number[],
    to: number,
  ): number | undefined {
    const met = new Set<number>();
    for (const [nth, place] of places.entries()) {
      const end = places[nth + 1];
      if (end === undefined) break;
      const way = targets.indexOf(place);
      if (this.isGlue(fork, way, end - 1)) met.add(this.index.get(leap(this.steps[end - 1]!)!) ?? -1);
      else if (!this.closes(end - 1)) met.add(end);
    }
    return met.size > 1 ? undefined : ([...met][0] ?? to);
  }

  /** Nothing goes from here to the step below. */
  private closes(at: number): boolean {
    const step = this.steps[at]!;
    if (step.if || (step.on_error && step.on_error !== 'escalate')) return false;
    if (step.end || step.branch) return true;
    return exitsOf(step).length > 0 && !exitsOf(step).includes('next');
  }
}

/** Whether a list of nodes goes on below its last step. */
export function goesOn(nodes: readonly Node[]): boolean {
  const last = nodes.at(-1);
  if (!last) return true;
  const { step, ways } = last;
  if (ways.length) return ways.some(({ jump, steps }) => (steps.length ? goesOn(steps) : jump === 'next'));
  if (step.if) return true;
  if (step.end || step.branch) return false;
  const exits = exitsOf(step);
  return exits.length === 0 || exits.includes('next');
}

/** The flat list again, with the jumps that lead through it. */
export function stepsOf(nodes: readonly Node[], inside = false): Step[] {
  const taken = new Set(nodes.flatMap(idsBelow));
  return needsEnd(nodes, false) ? flat([...nodes, ending(taken, inside)], null) : flat(nodes, null);
}

/** Where ways meet below which there is no step: the text needs one to lead to, the tree does not show it. */
function ending(taken: ReadonlySet<string>, inside: boolean): Node {
  const step: Step = inside
    ? { id: freeId('round_over', taken), wait: { seconds: 1 } }
    : { id: freeId('finished', taken), end: 'done' };
  return { step, ways: [] };
}

const isEnding = ({ id }: Step) => /^(finished|round_over)(_\d+)?$/.test(id);

const idsBelow = ({ step, ways }: Node): string[] => [
  ...idsOf([step]),
  ...ways.flatMap(({ steps }) => steps.flatMap(idsBelow)),
];

/** Whether some way must lead to a step below the whole list, where there is none. */
function needsEnd(nodes: readonly Node[], below: boolean): boolean {
  return nodes.some(({ step, ways }, at) => {
    const after = below || at < nodes.length - 1;
    if (ways.some(({ steps }) => needsEnd(steps, after))) return true;
    if (after || ways.length === 0) return false;
    const filled = ways.filter(({ steps }) => steps.length > 0);
    const leads = ways.some(({ jump, steps }) => !steps.length && jump === 'next');
    const early = filled.slice(0, -1).some(({ steps }) => goesOn(steps));
    return early || (leads && (filled.length > 0 || step.branch !== undefined));
  });
}

const firstOf = (nodes: readonly Node[]): string | null => nodes[0]?.step.id ?? null;

function flat(nodes: readonly Node[], below: string | null): Step[] {
  return nodes.flatMap((node, at) => {
    const join = firstOf(nodes.slice(at + 1)) ?? below;
    return node.ways.length ? spread(node, join) : [node.step];
  });
}

function spread({ step, ways }: Node, join: string | null): Step[] {
  const filled = ways.filter(({ steps }) => steps.length > 0);
  const lists = ways.map(({ steps }, nth) => {
    if (!steps.length) return [];
    const falls = ways[nth] !== filled.at(-1) && goesOn(steps) && join !== null;
    const glue = glueId(step, nth);
    return falls ? [...flat(steps, glue), { id: glue, branch: [{ else: join }] }] : flat(steps, join);
  });
  const first = lists.flat()[0]?.id ?? join;
  const exit = ({ jump }: Way, nth: number): Jump => {
    const target = lists[nth]![0]?.id ?? (jump === 'next' ? join : null);
    if (target === null) return jump;
    return !step.branch && target === first ? 'next' : { go: target };
  };
  return [withExits(step, ways.map(exit)), ...lists.flat()];
}
