// The joints of the line: their words, what usually counts as soon enough, and targets as people say them.

export const JOINTS = [
  {
    key: 'captured_answered',
    label: 'Inquiry → answered',
    hint: 'Every inquiry gets a first answer.',
    minutes: 5,
  },
  {
    key: 'answered_qualified',
    label: 'Answered → qualified',
    hint: 'Decide whether it is for you.',
    minutes: 2880,
  },
  { key: 'qualified_proposed', label: 'Qualified → proposed', hint: 'Send the proposal.', minutes: 2880 },
  {
    key: 'proposed_signed',
    label: 'Proposed → signed',
    hint: 'Follow up until it is signed.',
    minutes: 10_080,
  },
  { key: 'signed_delivered', label: 'Signed → delivered', hint: 'Do the work.', minutes: 43_200 },
  { key: 'delivered_invoiced', label: 'Delivered → invoiced', hint: 'Send the invoice.', minutes: 1440 },
  { key: 'invoiced_paid', label: 'Invoiced → paid', hint: 'See that it is paid.', minutes: 20_160 },
  { key: 'paid_reconciled', label: 'Paid → reconciled', hint: 'Match the payment.', minutes: 2880 },
] as const;

export type JointKey = (typeof JOINTS)[number]['key'];

export const UNITS = [
  { value: 'minutes', minutes: 1 },
  { value: 'hours', minutes: 60 },
  { value: 'days', minutes: 1440 },
] as const;

export interface Target {
  amount: string;
  unit: string;
}

/** `2880` → 2 days, `90` → 90 minutes: the largest unit that leaves no rest. */
export function targetOf(minutes: number): Target {
  const unit = UNITS.findLast((each) => minutes % each.minutes === 0) ?? UNITS[0];
  return { amount: String(minutes / unit.minutes), unit: unit.value };
}

/** Minutes, or `null` where nothing or no whole number was typed. */
export function minutesOf({ amount, unit }: Target): number | null {
  const size = UNITS.find(({ value }) => value === unit)?.minutes ?? 1;
  return /^\d{1,6}$/.test(amount.trim()) ? Number(amount.trim()) * size : null;
}
