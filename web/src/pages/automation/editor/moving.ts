// What a preview of moving runs says, told by places instead of run by run.
import type { Migrated } from '../shapes';

export interface Place {
  from: string | null;
  to: string | null;
  runs: number;
}

export interface Held {
  at: string | null;
  why: string;
  runs: string[];
}

/** Where the runs that move go on, by the step at which they stand. */
export function places({ moved }: Migrated): Place[] {
  const found = new Map<string, Place>();
  for (const { from, to } of moved) {
    const known = found.get(`${from} ${to}`);
    if (known) known.runs += 1;
    else found.set(`${from} ${to}`, { from, to, runs: 1 });
  }
  return [...found.values()];
}

/** Why runs stay, each reason once. */
export function held({ stay }: Migrated): Held[] {
  const found = new Map<string, Held>();
  for (const { run, at, why } of stay) {
    const known = found.get(why);
    if (known) known.runs.push(run);
    else found.set(why, { at, why, runs: [run] });
  }
  return [...found.values()];
}

/** Steps at which runs stand and that the other version does not have. */
export function homeless({ moved, stay }: Migrated, steps: readonly string[]): string[] {
  const stand = [...moved.map(({ from }) => from), ...stay.map(({ at }) => at)];
  const gone = stand.filter((step): step is string => step !== null && !steps.includes(step));
  return [...new Set(gone)].toSorted();
}
