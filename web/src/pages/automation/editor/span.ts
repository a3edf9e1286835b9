// A length of time as a form shows it: one number and its unit.
import type { Reading } from '../../../ui/typed';
import { readWhole } from '../../../ui/whole';
import type { Span } from './document';

export type SpanUnit = keyof Span;

/** The longest first. */
export const SPAN_UNITS = ['days', 'hours', 'minutes', 'seconds'] as const satisfies readonly SpanUnit[];

const SECONDS: Record<SpanUnit, number> = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 };
const MOST_DAYS = 9999;

/** What stands in the two fields. */
export interface Length {
  number: number | string;
  unit: SpanUnit;
}

/** In the shortest unit it has, so that nothing of it is lost: an hour and 30 minutes are 90 minutes. */
export function lengthOf(span: Span | undefined): Length {
  const unit = SPAN_UNITS.findLast((each) => span?.[each]) ?? 'days';
  if (!span) return { number: '', unit };
  const seconds = SPAN_UNITS.reduce((sum, each) => sum + (span[each] ?? 0) * SECONDS[each], 0);
  return { number: seconds / SECONDS[unit], unit };
}

/** The largest number of these that can be written. */
export const mostOf = (unit: SpanUnit) => (MOST_DAYS * SECONDS.days) / SECONDS[unit];

/** What the fields say; undefined where that is no length. */
export function spanOf({ number, unit }: Length): Span | undefined {
  const whole = readWhole(number, 1, mostOf(unit));
  return whole === undefined ? undefined : { [unit]: whole };
}

/** Where one is needed, emptied fields leave what was written; else there is no limit then. */
export const lasting = (needed: boolean): Reading<Length, Span | undefined> => ({
  written: lengthOf,
  read: (length, before) => spanOf(length) ?? (length.number === '' && !needed ? undefined : before),
});
