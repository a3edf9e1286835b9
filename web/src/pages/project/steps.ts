// What can be done with a milestone in the state it is in, and how far a project is.
import type { Buyer, MilestoneState, MilestoneView, ProjectState } from '../../api/delivery';

export type StepVerb = 'deliver' | 'accept' | 'dispute' | 'change' | 'cancel' | 'waive' | 'reopen';

const CAN: Record<MilestoneState, readonly StepVerb[]> = {
  open: ['deliver', 'accept', 'change', 'cancel'],
  delivered: ['accept', 'dispute', 'change', 'cancel', 'reopen'],
  disputed: ['deliver', 'accept', 'change', 'cancel', 'reopen'],
  accepted: ['waive', 'reopen'],
  waived: ['reopen'],
  cancelled: ['reopen'],
};

/** What an invoice names is neither cancelled, waived nor taken back; an ended project moves no work. */
const NOT_INVOICED: readonly StepVerb[] = ['cancel', 'waive', 'reopen'];

export function verbsOf(step: MilestoneView, project: ProjectState): StepVerb[] {
  const can = CAN[step.state].filter((verb) => !(step.invoice && NOT_INVOICED.includes(verb)));
  if (project === 'open') return can;
  return can.filter((verb) => verb === 'waive' || (verb === 'reopen' && step.state === 'waived'));
}

/** The one step a person most likely wants next. */
export function mainVerb(verbs: readonly StepVerb[], state: MilestoneState): StepVerb | null {
  const wanted: StepVerb | null =
    state === 'open' || state === 'disputed' ? 'deliver' : state === 'delivered' ? 'accept' : null;
  return wanted && verbs.includes(wanted) ? wanted : null;
}

/** `2026-02-09` has passed in the zone of the business. */
export function isPast(day: string, now: Date, zone: string): boolean {
  // the Swedish way of writing a day is the ISO one
  return day < new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now);
}

/** `19` or `7,5` to basis points; null for what is no rate. */
export function readRate(typed: string): number | null {
  const parts = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(typed.trim());
  if (!parts) return null;
  const rate = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
  return rate <= 10_000 ? rate : null;
}

export function writeRate(rate: number): string {
  const rest = String(rate % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${Math.floor(rate / 100)}${rest ? `.${rest}` : ''}`;
}

/** `12 kB`, `3 MB`. */
export function saySize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.floor(bytes / 1_000)} kB` : `${Math.floor(bytes / 1_000_000)} MB`;
}

/** What an invoice cannot be issued without (EN 16931 BG-8). */
export function missingOf({ name, address }: Pick<Buyer, 'name' | 'address'>): string[] {
  const needed = { name, street: address.street, city: address.city, country: address.country };
  return Object.entries(needed).flatMap(([word, value]) => (value.trim() ? [] : [word]));
}
