// How long something took, in the largest unit that says it: "4 min", "3 h", "12 days".

export function sayDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** From one instant to another, or to now. */
export function secondsBetween(from: string, to: string | null, now = Date.now()): number {
  return ((to ? Date.parse(to) : now) - Date.parse(from)) / 1000;
}
