// How long a step may take before somebody is told, as a form shows it: one number and its unit.
import type { Reading } from '../../../ui/typed';
import { readWhole } from '../../../ui/whole';
import { kindOf, tidy, type Step, type StepKind, type Wait } from './document';
import { lengthOf, mostOf, SPAN_UNITS, spanOf, type SpanUnit } from './span';

export type SlaUnit = SpanUnit | 'business_days';

export const SLA_UNITS: readonly { value: SlaUnit; label: string }[] = [
  { value: 'business_days', label: 'open days' },
  ...SPAN_UNITS.map((unit) => ({ value: unit, label: unit })),
];

/** What stands in the two fields. */
export interface Promised {
  number: number | string;
  unit: SlaUnit;
}

const STANDS: readonly StepKind[] = ['do', 'wait', 'wait_for', 'ask', 'approve', 'call'];

/** Whether a run can stand still at it: what is done at once cannot take too long. */
export function canStand(step: Step): boolean {
  const kind = kindOf(step);
  return kind !== undefined && STANDS.includes(kind);
}

export const mostPromised = (unit: SlaUnit) => mostOf(unit === 'business_days' ? 'days' : unit);

/** Emptied nothing is promised; on whose clock, and whether only while it is open, stays as it was written. */
export const promised: Reading<Promised, Wait | undefined> = {
  written: (sla) =>
    typeof sla?.business_days === 'number'
      ? { number: sla.business_days, unit: 'business_days' }
      : lengthOf(sla),
  read: ({ number, unit }, before) => {
    if (number === '') return undefined;
    if (unit === 'business_days') {
      const days = readWhole(number, 1, mostPromised(unit));
      return days === undefined ? before : (tidy({ business_days: days, zone: before?.zone }) as Wait);
    }
    const span = spanOf({ number, unit });
    // a time of day goes with days alone
    const at = unit === 'days' ? before?.at : undefined;
    return span ? (tidy({ ...span, at, window: before?.window, zone: before?.zone }) as Wait) : before;
  },
};
