// The week in words: which days it has, what each figure is called, and how it differs from the week before.
import type { LeadsIn, WeekFigure, WeekReport } from '../../api/line';
import type { Money } from '../../api/views';
import type { Part } from '../lead/week';

export const FIGURE: Record<WeekFigure['what'], string> = {
  first_answer: 'Typical time to the first answer',
  qualified: 'Leads qualified',
  proposals_sent: 'Proposals sent',
  signed: 'Signed',
  lost_before_proposal: 'Deals lost before a proposal',
  lost_after_proposal: 'Deals lost after a proposal',
  invoiced: 'Invoiced',
  paid_in_full: 'Invoices paid in full',
  arrived: 'Arrived at the bank',
};

export const LEADS: readonly (readonly [Part & keyof LeadsIn, string])[] = [
  ['came_in', 'Leads that came in'],
  ['contacted', 'contacted'],
  ['pending', 'pending'],
  ['closed_unanswered', 'closed unanswered'],
];

const noon = (day: string) => new Date(`${day}T12:00:00Z`);

/** `2026-11-16` and `-1` → `2026-11-15`; by the calendar, whatever the clocks do. */
export function daysFrom(day: string, days: number): string {
  return new Date(noon(day).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** `16 November 2026`. */
export function sayDate(day: string, locale: string): string {
  const wish = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, wish).format(noon(day));
}

/** `16 – 22 November 2026`, as the language joins two days. */
export function sayDays(monday: string, sunday: string, locale: string): string {
  const wish = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, wish).formatRange(noon(monday), noon(sunday));
}

/** `+4`, `−2`, `±0`: with a sign that is read and has the width of a digit. */
export function sayChange(now: number, before: number): string {
  const change = now - before;
  if (change === 0) return '±0';
  return `${change > 0 ? '+' : '−'}${Math.abs(change).toLocaleString()}`;
}

/** The difference of two sums, by currency; a currency that only one of them has counts as nothing in the other. */
export function changes(now: Money[], before: Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { currency, minor } of now) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  for (const { currency, minor } of before) sums.set(currency, (sums.get(currency) ?? 0) - minor);
  return [...sums].filter(([, minor]) => minor !== 0).map(([currency, minor]) => ({ currency, minor }));
}

/** Nothing came in, nothing happened and nothing waits: a business that has just begun. */
export function isEmpty({ leads, leads_before: before, figures, waiting }: WeekReport): boolean {
  const none = ({ count }: { count: number }) => count === 0;
  const quiet = figures.every(({ week, before: then }) => none(week) && none(then));
  return leads.came_in === 0 && before.came_in === 0 && quiet && waiting.every(none);
}
