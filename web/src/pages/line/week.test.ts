import { describe, expect, it } from 'vitest';
import type { WeekReport } from '../../api/line';
import { changes, daysFrom, isEmpty, sayChange, sayDays } from './week';

describe('a week', () => {
  it('goes to the days before and after it by the calendar', () => {
    expect(daysFrom('2026-03-30', -1)).toBe('2026-03-29');
    expect(daysFrom('2026-12-28', 7)).toBe('2027-01-04');
  });
  it('is said by its first and last day', () => {
    expect(sayDays('2026-12-28', '2027-01-03', 'en-GB')).toMatch(/28 December 2026.+3 January 2027/);
  });
});

describe('a difference', () => {
  it.each([
    [12, 8, '+4'],
    [1, 3, '−2'],
    [5, 5, '±0'],
  ])('of %i and %i is %s', (now, before, words) => expect(sayChange(now, before)).toBe(words));
  it('of money is one for each currency', () => {
    const eur = (minor: number) => ({ minor, currency: 'EUR' });
    const usd = { minor: 500, currency: 'USD' };
    expect(changes([eur(1000)], [eur(400), usd])).toEqual([eur(600), { minor: -500, currency: 'USD' }]);
    expect(changes([eur(7)], [eur(7)])).toEqual([]);
  });
});

describe('a new business', () => {
  const leads = { came_in: 0, contacted: 0, pending: 0, closed_unanswered: 0 };
  const nothing = { count: 0, money: [], seconds: null };
  const figure = {
    what: 'signed',
    joint: 'proposed_signed',
    figure: 'passed',
    week: nothing,
    before: nothing,
  } as const;
  const empty: WeekReport = {
    monday: '2026-11-16',
    sunday: '2026-11-22',
    from: '',
    to: '',
    before_monday: '2026-11-09',
    before_from: '',
    newest: true,
    leads,
    leads_before: leads,
    figures: [figure],
    waiting: [],
    overdue: 0,
    overdue_money: [],
    exceptions: 0,
    leak: null,
  };
  it('has an empty week until anything happened or waits', () => {
    expect(isEmpty(empty)).toBe(true);
    expect(isEmpty({ ...empty, leads: { ...leads, came_in: 1, pending: 1 } })).toBe(false);
    expect(isEmpty({ ...empty, figures: [{ ...figure, before: { ...nothing, count: 1 } }] })).toBe(false);
    const waits = { joint: 'captured_answered', count: 1, money: [], late: 0, late_money: [] } as const;
    expect(isEmpty({ ...empty, waiting: [{ ...waits, money: [], late_money: [] }] })).toBe(false);
  });
});
