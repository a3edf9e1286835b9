// How long people take to say yes or no.
import type { Approval } from './shapes';

/** What was decided last, whatever was said. */
export function latest(decided: readonly Approval[], most: number): Approval[] {
  const at = (approval: Approval) => Date.parse(approval.decided_at ?? approval.asked_at);
  return decided.toSorted((one, other) => at(other) - at(one)).slice(0, most);
}

/** The middle one in seconds: one night's sleep does not move it. `null` where nothing was decided. */
export function typicalSeconds(decided: readonly Approval[]): number | null {
  const took = decided.flatMap(({ took_seconds: each }) => (each === null ? [] : [each]));
  if (!took.length) return null;
  const sorted = took.toSorted((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
