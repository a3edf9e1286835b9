// Rates: basis points on the wire, percent as people type it. No float in between.

/** `1900` → `19`, `810` → `8.1`. */
export function percentOf(basisPoints: number): string {
  const [whole, part] = [Math.trunc(basisPoints / 100), basisPoints % 100];
  return part ? `${whole}.${String(part).padStart(2, '0').replace(/0$/, '')}` : String(whole);
}

/** `19`, `8.1`, `8,1` → basis points; `null` if it is not a percentage with at most two decimals. */
export function basisPointsOf(percent: string): number | null {
  const found = /^(\d{1,2})(?:[.,](\d{1,2}))?\s*%?$/.exec(percent.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null;
}
