import { describe, expect, it } from 'vitest';
import { latest, typicalSeconds } from './decided';
import type { Approval } from './shapes';

const took = (seconds: number | null, decided_at: string | null = null) =>
  ({ took_seconds: seconds, decided_at, asked_at: '2026-01-01T00:00:00Z' }) as Approval;

describe('how long people take', () => {
  it('is the middle one, which one slow answer does not move', () => {
    expect(typicalSeconds([took(60), took(86_400), took(240)])).toBe(240);
    expect(typicalSeconds([took(60), took(120), took(180), took(9000)])).toBe(150);
  });

  it('is not known where nothing was decided', () => {
    expect(typicalSeconds([])).toBeNull();
    expect(typicalSeconds([took(null)])).toBeNull();
  });
});

describe('what was decided lately', () => {
  it('has the last decision first and no more than asked for', () => {
    const early = took(60, '2026-02-01T08:00:00Z');
    const late = took(60, '2026-02-01T09:00:00+00:00');
    expect(latest([early, late], 2)).toEqual([late, early]);
    expect(latest([early, late], 1)).toEqual([late]);
  });
});
