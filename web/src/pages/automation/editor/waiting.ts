// A wait as a form shows it: one number and what it counts, or what it waits for instead.
import type { Reading } from '../../../ui/typed';
import { readWhole } from '../../../ui/whole';
import { tidy, type Count, type Wait } from './document';
import { lengthOf, mostOf, SPAN_UNITS, type SpanUnit } from './span';

export type Unit = 'business_days' | SpanUnit | 'until' | 'open';

/** What stands in the two fields; the number may be read from a field of a record. */
export interface Waited {
  number: Count | string;
  unit: Unit;
}

/** Until a time of day no number is needed. */
export const leastOf = ({ at }: Wait) => (at ? 0 : 1);

/** The largest number of these that can be written. */
export const mostIn = (unit: Unit) =>
  mostOf(unit === 'hours' || unit === 'minutes' || unit === 'seconds' ? unit : 'days');

function unitOf(wait: Wait): Unit {
  if (wait.until) return 'until';
  if (wait.business_days !== undefined) return 'business_days';
  const lasts = SPAN_UNITS.some((unit) => wait[unit]);
  return !lasts && wait.window === 'business' && !wait.at ? 'open' : lengthOf(wait).unit;
}

function numberOf(wait: Wait, unit: Unit): Count {
  if (unit === 'until' || unit === 'open') return 1;
  return unit === 'business_days' ? wait.business_days! : Number(lengthOf(wait).number);
}

/** `day`: the field that is waited for first. What is no number, or too small or large, leaves what was written. */
export const waiting = (day: string): Reading<Waited, Wait> => ({
  written: (wait) => ({ unit: unitOf(wait), number: numberOf(wait, unitOf(wait)) }),
  read: ({ number, unit }, before) => {
    const { at, window, zone } = before;
    if (unit === 'until')
      return before.until ? before : (tidy({ until: { cel: day }, at, window, zone }) as Wait);
    if (unit === 'open') return { window: 'business' };
    const text = typeof number === 'object' ? 1 : number;
    if (unit === 'business_days') {
      const count = typeof number === 'object' ? number : readWhole(text, 1, mostIn(unit));
      return count === undefined ? before : (tidy({ business_days: count, zone }) as Wait);
    }
    const whole = readWhole(text, leastOf(before), mostIn(unit));
    return whole === undefined ? before : (tidy({ [unit]: whole || undefined, at, window, zone }) as Wait);
  },
});
