// When a mail that waits leaves at the earliest, on the clock of whoever looks.
import { dayOf, tomorrowOf } from '../../ui/instant';
import type { Entry } from './entries';

type Due = Pick<Entry, 'state' | 'due_at'>;

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
