import { describe, expect, it } from 'vitest';
import { daysOf, figureOf, fromDays, inDays, sayFigure, targetInWords, whoseMove } from './joints';

const waiting = {
  count: 0,
  money: [],
  ours: 0,
  theirs: 0,
  machine: 0,
  late: 0,
  late_money: [],
  oldest_since: null,
};
describe('a joint', () => {
  it.each([
    [undefined, 30],
    ['7', 7],
    ['12', 30],
    ['soon', 30],
  ])('of an address that says %s days is looked at for %i', (text, days) => expect(daysOf(text)).toBe(days));
  it('begins its period at midnight', () => {
    const from = new Date(fromDays(7, new Date(2026, 1, 10, 15, 30)));
    expect([from.getDate(), from.getHours(), from.getMinutes()]).toEqual([3, 0, 0]);
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

it('what a figure lists is said by what makes it late and by its order', () => {
  expect(figureOf('late')).toBe('late');
  expect(figureOf('nonsense')).toBe('waiting');
  expect(sayFigure('late', 'invoiced_paid', inDays(30))).toContain('past the due day');
  expect(sayFigure('late', 'captured_answered', inDays(30))).toContain('past the target');
  expect(sayFigure('median', 'captured_answered', inDays(7))).toContain(
    'the last 7 days, the quickest first',
  );
});
