// The eight joints of the line: what each is called, what waits there, and in which words.
import type { JointView } from '../../api/line';

interface Joint {
  from: string;
  to: string;
  /** What waits there, in words. */
  waits: string;
}

export const JOINTS: Record<string, Joint> = {
  captured_answered: { from: 'Captured', to: 'answered', waits: 'leads without an answer' },
  answered_qualified: { from: 'Answered', to: 'qualified', waits: 'leads to decide' },
  qualified_proposed: { from: 'Qualified', to: 'proposed', waits: 'deals without a proposal' },
  proposed_signed: { from: 'Proposed', to: 'signed', waits: 'proposals to be signed' },
  signed_delivered: { from: 'Signed', to: 'delivered', waits: 'milestones in work' },
  delivered_invoiced: { from: 'Delivered', to: 'invoiced', waits: 'milestones to invoice' },
  invoiced_paid: { from: 'Invoiced', to: 'paid', waits: 'unpaid invoices' },
  paid_reconciled: { from: 'Paid', to: 'reconciled', waits: 'payments to match' },
};

/** The periods a history is looked at for, in days. */
export const PERIODS = [7, 30, 90, 365] as const;

/** The days of an address, or the usual thirty. */
export function daysOf(text: string | undefined): number {
  const days = Number(text);
  return PERIODS.some((known) => known === days) ? days : 30;
}

/** Midnight so many days ago, so that the same day asks the same question. */
export function fromDays(days: number, now = new Date()): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString();
}

export const inDays = (days: number) => (days === 365 ? 'the last year' : `the last ${days} days`);

export const FIGURES = {
  waiting: 'Waiting',
  late: 'Late',
  entered: 'Entered',
  passed: 'Passed',
  lost: 'Lost',
  nurtured: 'Nurtured',
  median: 'Median',
  p90: '90 % within',
} as const;
export type Figure = keyof typeof FIGURES;

export const figureOf = (word: string): Figure => (word in FIGURES ? (word as Figure) : 'waiting');

/** Those that stand at a joint now, whatever the period. */
export const isNow = (figure: Figure) => figure === 'waiting' || figure === 'late';
/** The length of one wait of many, which is marked on the list. */
export const isWait = (figure: Figure) => figure === 'median' || figure === 'p90';

/** What a list of the figure shows, in a sentence; `span` is the period in words. */
export function sayFigure(figure: Figure, joint: string, span: string): string {
  const waits = JOINTS[joint]?.waits ?? 'what waits';
  if (figure === 'waiting') return `Now: ${waits}, the oldest first.`;
  if (figure === 'late') {
    const past = joint === 'invoiced_paid' ? 'the due day' : 'the target';
    return `Now: ${waits} past ${past}, the oldest first.`;
  }
  if (figure === 'median')
    return `What passed in ${span}, the quickest first. Half took as long as the marked one, or less.`;
  if (figure === 'p90')
    return `What passed in ${span}, the quickest first. 90 % took as long as the marked one, or less.`;
  return `In ${span}.`;
}

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
