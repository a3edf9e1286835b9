// When a mail that waits leaves at the earliest, on the clock of whoever looks.
import { sayDay } from '../../ui/instant';
import type { Entry } from './entries';

type Due = Pick<Entry, 'state' | 'due_at'>;

/** `2026-03-29`, the date at a moment in a zone. */
function dayOf(at: Date, zone: string): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone } as const;
  return new Intl.DateTimeFormat('en-CA', parts).format(at);
}

/** The date after the one of this moment; by the calendar, since a day may have 23 or 25 hours. */
export function tomorrowOf(now: Date, zone: string): string {
  const noon = new Date(`${dayOf(now, zone)}T12:00:00Z`);
  return new Date(noon.getTime() + 86_400_000).toISOString().slice(0, 10);
}

/** "today at 17:30", "tomorrow at 09:00", "on 12 Mar at 09:00". */
export function sayLeaves(at: Date, now: Date, locale: string, zone: string): string {
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: zone }).format(at);
  const day = dayOf(at, zone);
  if (day === dayOf(now, zone)) return `today at ${clock}`;
  if (day === tomorrowOf(now, zone)) return `tomorrow at ${clock}`;
  return `on ${sayDay(at, now, locale, zone)} at ${clock}`;
}

export function isLater({ state, due_at: due }: Due, now: Date): boolean {
  return state === 'queued' && Date.parse(due) > now.getTime();
}

/** Before tomorrow is over, on the clock of whoever looks. */
export function isByTomorrow(at: string, now: Date, zone: string): boolean {
  return dayOf(new Date(at), zone) <= tomorrowOf(now, zone);
}

/** The waiting ones that are due before tomorrow is over, the first to leave first. */
export function dueByTomorrow<T extends Due>(entries: readonly T[], now: Date, zone: string): T[] {
  return entries
    .filter(({ state, due_at: due }) => state === 'queued' && isByTomorrow(due, now, zone))
    .toSorted((left, right) => Date.parse(left.due_at) - Date.parse(right.due_at));
}
