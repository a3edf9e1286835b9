// The eight joints of the line: what each is called, and which noun a business needs before it measures anything.
import type { JointView } from '../../api/line';

interface Joint {
  from: string;
  to: string;
  /** What waits there, in words. */
  waits: string;
  /** The joint is in use once one of these nouns has verbs. */
  nouns: readonly string[];
}

export const JOINTS: Record<string, Joint> = {
  captured_answered: { from: 'Captured', to: 'answered', waits: 'leads without an answer', nouns: ['lead'] },
  answered_qualified: { from: 'Answered', to: 'qualified', waits: 'leads to decide', nouns: ['lead'] },
  qualified_proposed: {
    from: 'Qualified',
    to: 'proposed',
    waits: 'deals without a proposal',
    nouns: ['deal'],
  },
  proposed_signed: { from: 'Proposed', to: 'signed', waits: 'proposals to be signed', nouns: ['proposal'] },
  signed_delivered: { from: 'Signed', to: 'delivered', waits: 'milestones in work', nouns: ['milestone'] },
  delivered_invoiced: {
    from: 'Delivered',
    to: 'invoiced',
    waits: 'milestones to invoice',
    nouns: ['invoice'],
  },
  invoiced_paid: { from: 'Invoiced', to: 'paid', waits: 'unpaid invoices', nouns: ['invoice'] },
  paid_reconciled: { from: 'Paid', to: 'reconciled', waits: 'payments to match', nouns: ['bank_line'] },
};

/** Where its room is not there, nothing was measured: a zero would be a lie. */
export function isInUse(view: JointView, verbs: readonly string[]): boolean {
  const nouns = JOINTS[view.joint]?.nouns ?? [];
  if (view.waiting.count > 0 || view.period.entered > 0) return true;
  return verbs.some((verb) => nouns.includes(verb.split('.')[0] ?? ''));
}

export const FIGURES = ['waiting', 'entered', 'passed', 'lost', 'nurtured'] as const;
export type Figure = (typeof FIGURES)[number];

/** "Our move 2, theirs 1": whose move it is. */
export function whoseMove({ ours, theirs, machine }: JointView['waiting']): string {
  const said = [
    [ours, 'our move'],
    [theirs, 'theirs'],
    [machine, 'by itself'],
  ] as const;
  const words = said.flatMap(([count, word]) => (count ? [`${word} ${count}`] : [])).join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `5` → `5 min`, `2880` → `2 days`. */
export function targetInWords(minutes: number): string {
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 2880) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / 1440)} days`;
}
