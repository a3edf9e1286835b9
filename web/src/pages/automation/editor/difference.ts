// What the server found different between two versions, in one line for each step and each field of the head.
import { everyStep, type Automation, type Step } from './document';

/** One difference, as the server says it. */
export interface Difference {
  step: string | null;
  kind: 'added' | 'removed' | 'moved' | 'changed';
  field: string | null;
  old: unknown;
  new: unknown;
  says: string;
}

export interface Differences {
  items: Difference[];
  old: Automation;
  new: Automation;
  /** Runs that stay on their version. */
  runs: number;
}

export type Kind = Difference['kind'];

/** All that differs in one place. */
export interface Line {
  kind: Kind;
  /** The step, or the field of the head. */
  name: string;
  isStep: boolean;
  before: unknown;
  after: unknown;
  /** What of a step is another, as data. */
  fields: readonly Difference[];
}

const stepOf = (document: Automation, id: string): Step | undefined =>
  everyStep(document.steps).find((step) => step.id === id);

/** What a step is tells more than where it stands. */
const WEIGHT: readonly Kind[] = ['added', 'removed', 'changed', 'moved'];

export function linesOf({ items, old, new: now }: Differences): Line[] {
  const head = items
    .filter(({ step }) => step === null)
    .map((item): Line => {
      const kind = item.old === null ? 'added' : item.new === null ? 'removed' : 'changed';
      return {
        kind,
        name: item.field ?? '',
        isStep: false,
        before: item.old,
        after: item.new,
        fields: [item],
      };
    });
  const names = [...new Set(items.flatMap(({ step }) => step ?? []))];
  const steps = names.map((name): Line => {
    const own = items.filter(({ step }) => step === name);
    const kind = WEIGHT.find((each) => own.some((item) => item.kind === each)) ?? 'changed';
    const fields = own.filter(({ field }) => field !== null);
    return { kind, name, isStep: true, before: stepOf(old, name), after: stepOf(now, name), fields };
  });
  return [...head, ...inOrder(steps, now)];
}

/** In the order of the newer version; what is gone comes last. */
function inOrder(lines: readonly Line[], now: Automation): Line[] {
  const places = everyStep(now.steps).map(({ id }) => id);
  const place = ({ name }: Line) => (places.includes(name) ? places.indexOf(name) : places.length);
  return lines.toSorted((a, b) => place(a) - place(b));
}

/** How many steps both have alike. */
export function unchanged({ items, new: now }: Differences): number {
  const touched = new Set(items.map(({ step }) => step));
  return everyStep(now.steps).filter(({ id }) => !touched.has(id)).length;
}
