// The shapes of the line and the desk, as intelligence answers them.
import type { Money } from './views';

export interface Standing {
  count: number;
  /** One sum per currency. */
  money: Money[];
  ours: number;
  theirs: number;
  machine: number;
  /** Waiting longer than the joint's target. */
  late: number;
  late_money: Money[];
  oldest_since: string | null;
}

export interface Happened {
  entered: number;
  passed: number;
  lost: number;
  nurtured: number;
  median_seconds: number | null;
  /** Only from five completed waits on. */
  p90_seconds: number | null;
  /** The median in open hours of the business. */
  median_business_seconds: number | null;
  entered_money: Money[];
  passed_money: Money[];
  lost_money: Money[];
}

export type JointName =
  | 'captured_answered'
  | 'answered_qualified'
  | 'qualified_proposed'
  | 'proposed_signed'
  | 'signed_delivered'
  | 'delivered_invoiced'
  | 'invoiced_paid'
  | 'paid_reconciled';

export interface JointView {
  joint: JointName;
  /** The states it leads from and to. */
  from: string;
  to: string;
  /** Some service that is sold uses it, or something stands there. */
  in_use: boolean;
  owner: string | null;
  stand_in: string | null;
  target_minutes: number;
  waiting: Standing;
  period: Happened;
}

export interface LineView {
  from: string;
  to: string;
  states: string[];
  joints: JointView[];
  money_waiting: Money[];
  waiting: number;
  late: number;
}

/** How much of a figure there was in one week. */
export interface Amount {
  count: number;
  money: Money[];
  /** Of a wait its median. */
  seconds: number | null;
}

export interface WeekFigure {
  what:
    | 'first_answer'
    | 'qualified'
    | 'proposals_sent'
    | 'signed'
    | 'lost_before_proposal'
    | 'lost_after_proposal'
    | 'invoiced'
    | 'paid_in_full'
    | 'arrived';
  joint: JointName;
  figure: 'entered' | 'passed' | 'lost' | 'median';
  week: Amount;
  before: Amount;
}

/** Came in = contacted + pending + closed unanswered. */
export interface LeadsIn {
  came_in: number;
  contacted: number;
  pending: number;
  closed_unanswered: number;
}

export interface WaitsThere {
  joint: JointName;
  count: number;
  money: Money[];
  late: number;
  late_money: Money[];
}

export interface Leak {
  joint: JointName;
  /** Lost in the week, or late now. */
  by: 'lost' | 'waiting';
  count: number;
  money: Money[];
  oldest_since: string | null;
}

/** A week beside the week before, and what stands now. */
export interface WeekReport {
  monday: string;
  sunday: string;
  from: string;
  /** The first instant after it. */
  to: string;
  before_monday: string;
  before_from: string;
  /** No later week is over yet. */
  newest: boolean;
  leads: LeadsIn;
  leads_before: LeadsIn;
  figures: WeekFigure[];
  waiting: WaitsThere[];
  overdue: number;
  overdue_money: Money[];
  exceptions: number;
  leak: Leak | null;
}

export interface Violation {
  kind: string;
  id: string;
  title: string | null;
  state: string;
  owner: string | null;
  since: string;
}

/** Whether every open record has a next step, or somebody who knows that it has none. */
export interface Conservation {
  open: number;
  with_next: number;
  excepted: number;
  violations: Violation[];
}

export interface JointRecord {
  id: string;
  title: string;
  detail: string;
  /** The customer it has to do with. */
  who: string | null;
  since: string;
  until: string | null;
  owner: string | null;
  money: Money | null;
  outcome: string | null;
  /** Of the median and the 90 %: its wait is that figure. */
  marked: boolean;
  whose: 'ours' | 'theirs' | 'machine' | null;
}

export interface Need {
  id: string;
  title: string;
  /** The customer it has to do with. */
  who: string | null;
  what: string;
  at: string;
  late: boolean;
  owner: string | null;
}

export interface NeedsView {
  items: Need[];
  /** All that is due, also what did not fit. */
  due: number;
}
