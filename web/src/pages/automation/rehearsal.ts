// Rehearsals, tries and lifts, as the server gives them.
import type { Money } from '../../api/views';

export type RehearsalState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Difference {
  same: number;
  more: number;
  fewer: number;
  runs: readonly { subject: string; at: string; draft: string | null; other: string | null }[];
  runs_differ: number;
}

export interface Report {
  from: string;
  until: string;
  facts: number;
  people: number;
  enrolled: number;
  held_out: number;
  days: readonly { on: string; enrolled: number; messages: number; happened: number; published: number }[];
  outcomes: Record<string, number>;
  messages: {
    left: number;
    held: number;
    skipped: Record<string, number>;
    per_contact_p50: number;
    per_contact_max: number;
    listed: number;
  };
  did: Record<string, number>;
  refused: readonly { reason: string; times: number; records: readonly string[] }[];
  against_what_happened: Difference | null;
  against_published: Difference | null;
  beside: readonly { automation: string | null; name: string; days: number; contacts: readonly string[] }[];
  assumed: readonly string[];
}

export interface Rehearsal {
  id: string;
  automation: string | null;
  slug: string;
  days: number;
  state: RehearsalState;
  asked_at: string;
  ended_at: string | null;
  done: number;
  total: number;
  report: Report | null;
  why: string | null;
}

export interface Rehearsed {
  id: string;
  at: string;
  contact: string | null;
  subject: string;
  step: string;
  verb: string;
  template: string | null;
  class: string;
  drafted: boolean;
  happened: boolean;
  published: boolean;
  skipped: string | null;
}

/** Whose message it is: of what is rehearsed, of what really happened, of the published version. */
export function markOf({ drafted, happened, published, skipped }: Rehearsed) {
  if (drafted && happened) return { state: 'same', label: 'As it happened', tone: 'quiet' } as const;
  if (drafted) return { state: 'more', label: 'Would leave', tone: 'going' } as const;
  if (happened) return { state: 'fewer', label: 'Really left', tone: 'waiting' } as const;
  if (published && !skipped)
    return { state: 'published', label: 'Only as published', tone: 'waiting' } as const;
  return { state: 'kept', label: 'Kept back', tone: 'quiet' } as const;
}

/** A message as it would read. */
export interface Read {
  to: string | null;
  subject: string | null;
  text: string | null;
  html: string | null;
  input: unknown;
  why: string | null;
}

export interface Happening {
  at: string;
  step: string | null;
  what: 'begins' | 'says' | 'does' | 'passes' | 'waits' | 'asks' | 'hears' | 'ends';
  words: string;
  until: string | null;
  verb: string | null;
  input: unknown;
  message: Read | null;
}

export interface Tried {
  enrolled: boolean;
  reason: string | null;
  outcome: string | null;
  happenings: readonly Happening[];
  assumed: readonly string[];
}

export interface Figures {
  cases: number;
  reached: number;
  reached_bp: number | null;
  p50_seconds: number | null;
  p90_seconds: number | null;
}

export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface MoneyFigures {
  people: number;
  with_value: number;
  share_bp: number | null;
  minor: number;
  each_minor: number | null;
}

/** What people brought in, by where the amounts come from. */
export interface LiftMoney {
  source: 'deals_won' | 'invoices_paid';
  currency: string;
  within_days: number;
  since: MoneyFigures;
  other: MoneyFigures | null;
  against: 'hold_out' | 'before_after' | 'none';
  too_early: boolean;
  each_minor: Interval | null;
  share_bp: Interval | null;
  verdict: 'better' | 'worse' | 'unclear' | null;
  waiting: number;
  other_currency: number;
}

export interface Reclaimed {
  runs: number;
  minutes_saved: number;
  minutes: number;
}

/** The hours in money: at what an hour costs by the settings, beside what it took to set it up. */
export interface Worth {
  hour_cost: Money | null;
  saved: Money | null;
  minutes_spent: number;
  spent: Money | null;
  paid_back_at: string | null;
  pays_back_at: string | null;
}

export interface Lift {
  metric: { name: string; start: string; end: string; better: 'lower' | 'higher' };
  measured_at: string | null;
  published_at: string;
  /** Since when it counts. */
  counted_since: string;
  observing: boolean;
  baseline: (Figures & { from: string; until: string; watched: boolean; query: string }) | null;
  since: Figures;
  held_out: Figures | null;
  hold_out: number;
  difference: {
    against: 'hold_out' | 'before_after' | 'none';
    too_early: boolean;
    seconds: Interval | null;
    reached_bp: Interval | null;
    verdict: 'better' | 'worse' | 'unclear' | null;
  };
  /** None from a server of before. */
  money?: LiftMoney[];
  reclaimed: Reclaimed;
  /** None from a server of before. */
  worth?: Worth;
  /** On whose clock its waits go. */
  clocks?: { runs: number; unknown: number };
  errors?: { runs: number; troubled: number; share_bp: number | null };
  beside: readonly { name: string; version: number; at: string }[];
}

/** `goal` as people say it. */
export const OUTCOMES: Record<string, string> = {
  'goal': 'Reached its goal',
  'done': 'Took all its steps',
  'exit': 'Had nothing left to do',
  'stuck': 'Would be stuck',
  'replaced': 'Began again',
  'cancelled': 'Stopped',
  'under way': 'Still under way',
};

export function outcomeWords(outcome: string): string {
  const [word = '', ...why] = outcome.split(': ');
  return [OUTCOMES[word] ?? word, ...why].join(': ');
}

/** The noun a run is about, as its text says: `subject: lead`. */
export function nounOf(text: string): string {
  return /^subject:\s*([a-z_]+)/m.exec(text)?.[1] ?? 'contact';
}
