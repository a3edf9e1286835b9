// How the settings of invoicing stand in their form: days as typed text, a reminder that is empty does not leave.
import type { BillingSettings } from '../../api/billing';

type Words = 'intro' | 'closing' | 'tax_note';
type After = 'reminder_1' | 'reminder_2' | 'reminder_3';
type Days = 'terms_days' | 'remind_before_days' | 'call_after_days' | After;
export type Typed = Record<Days | Words, string>;

const AFTER: After[] = ['reminder_1', 'reminder_2', 'reminder_3'];
const NUMBERS: Days[] = ['terms_days', 'remind_before_days', 'call_after_days'];

/** The four letters, in the order they leave. */
export const LEVELS = [
  {
    field: 'remind_before_days',
    template: 'payment-reminder-before',
    label: 'Days before it is due: a friendly word',
    hint: 'Zero is the day it is due.',
  },
  {
    field: 'reminder_1',
    template: 'payment-reminder-1',
    label: 'Days after it was due: first reminder',
    hint: 'Empty: this one and those below do not leave.',
  },
  {
    field: 'reminder_2',
    template: 'payment-reminder-2',
    label: 'Days after it was due: second reminder',
    hint: 'At least two days after the one before.',
  },
  {
    field: 'reminder_3',
    template: 'payment-reminder-3',
    label: 'Days after it was due: last reminder',
    hint: 'At least two days after the one before.',
  },
] as const satisfies readonly { field: Days; template: string; label: string; hint: string }[];

export const daysIn = { inputMode: 'numeric', maw: 420 } as const;

const days = (text: string) => (/^\s*\d{1,3}\s*$/.test(text) ? Number(text) : null);

export function toForm(kept: BillingSettings): Typed {
  const [first, second, third] = kept.reminder_days.map(String);
  return {
    terms_days: String(kept.terms_days),
    remind_before_days: String(kept.remind_before_days),
    call_after_days: String(kept.call_after_days),
    reminder_1: first ?? '',
    reminder_2: second ?? '',
    reminder_3: third ?? '',
    intro: kept.intro ?? '',
    closing: kept.closing ?? '',
    tax_note: kept.tax_note ?? '',
  };
}

export function toSettings(typed: Typed): BillingSettings {
  const words = (name: Words) => typed[name].trim() || null;
  return {
    terms_days: days(typed.terms_days) ?? 0,
    remind_before_days: days(typed.remind_before_days) ?? 0,
    call_after_days: days(typed.call_after_days) ?? 0,
    reminder_days: AFTER.map((name) => days(typed[name])).filter((day) => day !== null),
    intro: words('intro'),
    closing: words('closing'),
    tax_note: words('tax_note'),
  };
}

/** A sentence per field that cannot be saved; the server says the rest. */
export function trouble(typed: Typed): Record<string, string | null> {
  const whole = 'Write a whole number of days.';
  const numbers = NUMBERS.map((name) => [name, days(typed[name]) === null ? whole : null]);
  const after = AFTER.map((name, n) => [name, wrongLevel(typed, n)]);
  return Object.fromEntries([...numbers, ...after]) as Record<string, string | null>;
}

function wrongLevel(typed: Typed, n: number): string | null {
  const text = typed[AFTER[n]!];
  if (!text.trim()) return null;
  const day = days(text);
  if (day === null) return 'Write a whole number of days, or nothing.';
  const before = n > 0 ? days(typed[AFTER[n - 1]!]) : null;
  if (n > 0 && before === null) return 'Fill in the reminder before this one first.';
  return before !== null && day < before + 2 ? 'Choose a day at least two after the one before.' : null;
}
