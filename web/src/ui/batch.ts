// The same act for many records, a few at a time: it can be stopped between two portions, and what was refused is
// kept with its reason while the others go on.
import { asProblem } from '../api/problem';
import type { Undo } from '../api/call';

/** So many are under way at once. */
const PORTION = 4;

export interface Outcome {
  done: number;
  refused: unknown[];
  /** Not tried any more: it was stopped, or the server could not be reached. */
  left: number;
  undos: Undo[];
}

export interface Watch {
  /** So many had their turn. */
  step?: (tried: number) => void;
  stopped?: () => boolean;
}

export async function batch<T>(
  all: readonly T[],
  act: (one: T) => Promise<Undo | null>,
  { step, stopped }: Watch = {},
): Promise<Outcome> {
  const outcome: Outcome = { done: 0, refused: [], left: all.length, undos: [] };
  let broken = false;
  for (let from = 0; from < all.length && !broken && !stopped?.(); from += PORTION) {
    // the next portion waits for this one: there is something to stop between them
    // oxlint-disable-next-line no-await-in-loop
    const results = await Promise.allSettled(all.slice(from, from + PORTION).map(act));
    for (const result of results) {
      outcome.left -= 1;
      if (result.status === 'fulfilled') {
        outcome.done += 1;
        if (result.value) outcome.undos.push(result.value);
      } else {
        outcome.refused.push(result.reason);
        broken ||= isBroken(result.reason);
      }
    }
    step?.(all.length - outcome.left);
  }
  return outcome;
}

const WAITS_MS = [500, 2_000, 6_000];

/** Tries again after a wait where the server is away for a moment or asks for patience. */
export async function patiently<T>(act: () => Promise<T>, waits: readonly number[] = WAITS_MS): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const [wait, ...later] = waits;
    const { code, status } = asProblem(cause);
    const passes = code === 'unreachable' || status === 429 || status === 503;
    if (wait === undefined || !passes) throw cause;
    await new Promise((done) => setTimeout(done, wait));
    return patiently(act, later);
  }
}

/** Nobody answers, or nobody is signed in any more: the rest would fare no better. */
function isBroken(cause: unknown): boolean {
  const { status } = asProblem(cause);
  return status === 0 || status === 401 || status === 429 || status >= 500;
}

/** "184 done, 3 refused: …, 12 not tried"; the reasons once each, two at most. */
export function sayOutcome({ done, refused, left }: Omit<Outcome, 'undos'>): string {
  const parts = [`${done.toLocaleString()} done`];
  if (refused.length) {
    const reasons = [...new Set(refused.map((cause) => asProblem(cause).sentence.replace(/\.$/, '')))];
    const others = reasons.length > 2 ? '; and others' : '';
    parts.push(`${refused.length.toLocaleString()} refused: ${reasons.slice(0, 2).join('; ')}${others}`);
  }
  if (left) parts.push(`${left.toLocaleString()} not tried`);
  return parts.join(', ');
}
