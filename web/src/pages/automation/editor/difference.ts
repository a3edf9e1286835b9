// What changed between two versions, by what they mean: steps by their name, everything else by its field.
import type { Automation, Step } from './document';

export type Kind = 'added' | 'gone' | 'changed' | 'moved' | 'same';

export interface Change<T> {
  kind: Kind;
  name: string;
  before: T | undefined;
  after: T | undefined;
}

const equal = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b);

/** The same data is the same text, whatever the order of its keys. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => a.localeCompare(b)))
      : each,
  );
}

/** The steps of both in one order: those of the newer one, the ones that are gone where they stood. */
export function stepChanges(before: readonly Step[], after: readonly Step[]): Change<Step>[] {
  const moved = new Set(
    outOfOrder(
      before.map(({ id }) => id),
      after.map(({ id }) => id),
    ),
  );
  const found: Change<Step>[] = after.map((step) => {
    const old = before.find(({ id }) => id === step.id);
    const kind = !old ? 'added' : !equal(old, step) ? 'changed' : moved.has(step.id) ? 'moved' : 'same';
    return { kind, name: step.id, before: old, after: step };
  });
  before.forEach((step, nth) => {
    if (after.some(({ id }) => id === step.id)) return;
    const above = before.slice(0, nth).findLast(({ id }) => found.some(({ name }) => name === id));
    const at = above ? found.findIndex(({ name }) => name === above.id) + 1 : 0;
    found.splice(at, 0, { kind: 'gone', name: step.id, before: step, after: undefined });
  });
  return found;
}

/** Names that stand in another order than before: all but the longest run that kept its order. */
function outOfOrder(before: readonly string[], after: readonly string[]): string[] {
  const places = after.map((id) => before.indexOf(id)).filter((place) => place >= 0);
  const best: number[][] = [];
  for (const place of places) {
    const longest =
      best.filter((run) => run.at(-1)! < place).toSorted((a, b) => b.length - a.length)[0] ?? [];
    best.push([...longest, place]);
  }
  const kept = new Set(best.toSorted((a, b) => b.length - a.length)[0]);
  return places.filter((place) => !kept.has(place)).map((place) => before[place]!);
}

/** The other fields of the document that differ, by name. */
export function fieldChanges(before: Automation, after: Automation): Change<unknown>[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])].filter(
    (name) => name !== 'steps',
  );
  return names.flatMap((name) => {
    const [old, now] = [before[name as keyof Automation], after[name as keyof Automation]];
    if (equal(old, now)) return [];
    const kind = old === undefined ? 'added' : now === undefined ? 'gone' : 'changed';
    return [{ kind, name, before: old, after: now } as const];
  });
}
