import { describe, expect, it } from 'vitest';
import type { JointName, JointView } from '../../api/line';
import { isInUse, targetInWords, whoseMove } from './joints';

const waiting = { count: 0, money: [], ours: 0, theirs: 0, machine: 0, late: 0, oldest_since: null };
const period = {
  entered: 0,
  passed: 0,
  lost: 0,
  nurtured: 0,
  median_seconds: null,
  p90_seconds: null,
  passed_money: [],
  lost_money: [],
};
const joint = (name: JointName, over: Partial<JointView> = {}): JointView => ({
  joint: name,
  owner: null,
  stand_in: null,
  target_minutes: 5,
  waiting,
  period,
  ...over,
});

describe('a joint', () => {
  it('whose room is not there is not in use', () => {
    expect(isInUse(joint('invoiced_paid'), ['lead.list', 'deal.list'])).toBe(false);
    expect(isInUse(joint('invoiced_paid'), ['invoice.issue'])).toBe(true);
    expect(isInUse(joint('captured_answered'), ['lead.list'])).toBe(true);
  });
  it('that has measured anything is in use, whoever looks', () => {
    expect(isInUse(joint('invoiced_paid', { waiting: { ...waiting, count: 1 } }), [])).toBe(true);
    expect(isInUse(joint('invoiced_paid', { period: { ...period, entered: 1 } }), [])).toBe(true);
  });
  it('says whose move it is', () => {
    expect(whoseMove({ ...waiting, ours: 2, theirs: 1 })).toBe('Our move 2, theirs 1');
    expect(whoseMove(waiting)).toBe('');
  });
  it.each([
    [5, '5 min'],
    [240, '4 h'],
    [2880, '2 days'],
  ])('may take %i minutes: %s', (minutes, words) => expect(targetInWords(minutes)).toBe(words));
});
