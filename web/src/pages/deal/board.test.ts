import { describe, expect, it } from 'vitest';
import type { DealLine } from '../../api/crm';
import { beside, lanesOf, sumsOf } from './board';

const STAGES = [
  { id: 'new', name: 'New' },
  { id: 'proposal', name: 'Proposal' },
];
const deal = (stage: string, minor: number | null, currency = 'EUR') =>
  ({ id: `${stage}${minor}`, stage, value: minor === null ? null : { minor, currency } }) as DealLine;

describe('the board', () => {
  it('stands deals in their stage with a sum per currency', () => {
    const lanes = lanesOf(STAGES, [
      deal('new', 100),
      deal('new', 50),
      deal('new', 7, 'USD'),
      deal('new', null),
    ]);
    expect(lanes.map((lane) => lane.deals.length)).toEqual([4, 0]);
    expect(lanes[0]!.sums).toEqual([
      { minor: 150, currency: 'EUR' },
      { minor: 7, currency: 'USD' },
    ]);
    expect(sumsOf([])).toEqual([]);
  });
  it('ends at its ends', () => {
    expect(beside(STAGES, 'new', 1)?.id).toBe('proposal');
    expect(beside(STAGES, 'new', -1)).toBeUndefined();
    expect(beside(STAGES, 'proposal', 1)).toBeUndefined();
    expect(beside(STAGES, 'gone', 1)).toBeUndefined();
  });
});
