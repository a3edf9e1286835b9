// Automations, their runs and what waits for a yes, as the server gives them.
import type { Waits } from '../../ui/WhyItWaits';
import type { Lift } from './rehearsal';

export type LiftLine = Omit<Lift['difference'], 'reached_bp'>;

export type Mode = 'practice' | 'approve_each' | 'automatic';

export interface AutomationView {
  id: string;
  rv: number;
  owner: string | null;
  slug: string;
  name: string;
  purpose: string;
  /** The role or user its text names. */
  owner_word: string;
  stand_in: string;
  mode: Mode;
  on: boolean;
  version: number;
  load_bearing: boolean;
  /** Nobody is enrolled any more; its runs go on to their end. */
  retired: boolean;
}

/** One version, as the list of them has it. */
export interface VersionLine {
  number: number;
  sha256: string;
  state: 'published' | 'review' | 'returned';
  current: boolean;
  /** Why a second person has to read it before it acts. */
  risks: string[];
  /** Runs under way that follow it. */
  runs: number;
  /** When the last of them must have ended, as far as they have deadlines. */
  last_ends_at: string | null;
}

/** What came of taking it out of use: what is still under way. */
export interface Retired extends AutomationView {
  runs: number;
  last_ends_at: string | null;
}

/** Which runs moved, or would move, to another version, and why the others stay. */
export interface Migrated {
  applied: boolean;
  moved: { run: string; from: string | null; to: string | null }[];
  stay: { run: string; at: string | null; why: string }[];
}

/** What came of publishing. */
export interface Published extends AutomationView {
  /** The version waits for a second person; the one before acts until then. */
  waits: { version: number; reasons: string[] } | null;
}

export type RunCounts = Partial<Record<RunState, number>>;

export interface AutomationLine extends AutomationView {
  runs: RunCounts;
  /** What its version in use has brought, as it was reckoned last. */
  lift: LiftLine | null;
}

export interface WholeAutomation extends AutomationView {
  text: string;
  sha256: string;
  published_at: string;
  published_by: string | null;
  runs: RunCounts;
  /** Why it stopped by itself, where it did. */
  paused: string | null;
  /** How many were refused because too much came, and can be taken in. */
  later: number;
}

export interface MasterStop {
  stopped: boolean;
  changed: boolean;
}

export type RunState =
  | 'ready'
  | 'running'
  | 'sleeping'
  | 'waiting'
  | 'waiting_human'
  | 'waiting_effect'
  | 'retrying'
  | 'parked'
  | 'done'
  | 'cancelled'
  | 'held_out';

export interface RunView {
  id: string;
  automation: string;
  name: string;
  version: number;
  mode: Mode;
  state: RunState;
  step: string | null;
  subject: string;
  contact: string | null;
  started_at: string;
  wakes_at: string | null;
  deadline_at: string | null;
  ended_at: string | null;
  outcome: 'goal' | 'exit' | 'done' | 'cancelled' | null;
  note: string | null;
}

export interface StepView {
  step: string;
  visit: number;
  state: 'ok' | 'skipped' | 'failed' | 'practised' | 'waiting' | 'approval' | 'parked' | 'running';
  verb: string | null;
  input: unknown;
  output: unknown;
  undo: unknown;
  why: string | null;
  due_at: string | null;
  /** By when it is promised to be over, where its text says so. */
  promised_at: string | null;
  at: string;
  ended_at: string | null;
  /** Why its message or call has not left yet, as the outbox says it. */
  waits: Waits | null;
  /** The conditions that decided at it; a run of before they were kept has none. */
  asked?: Asked[];
}

/** A condition that was asked, with what it looked at and what it said. */
export interface Asked {
  field: string;
  condition: string;
  values: Record<string, unknown>;
  /** Fields that were filled, with what is personal and not kept. */
  withheld?: string[];
  holds: boolean | null;
  at: string;
}

/** The same, asked once more over the values it had. */
export interface LookedAgain {
  decisions: (Asked & { again: boolean | null; same: boolean; why: string | null })[];
}

export interface WholeRun extends RunView {
  trigger: Record<string, unknown>;
  chain: string[];
  steps: StepView[];
  /** The run of its group whose end it waits for. */
  behind: { run: string; automation: string; name: string; since: string } | null;
}

export interface UndoneStep {
  step: string;
  visit: number;
  verb: string;
}

/** What is being taken back of a run, in this order, and what cannot be. */
export interface Undoing {
  run: string;
  steps: UndoneStep[];
  stay: UndoneStep[];
}

/** What a run sent or asked outside the house. */
export interface RunEffect {
  kind: string;
  key: string;
  subject: string | null;
  state: 'queued' | 'sending' | 'done' | 'failed' | 'uncertain' | 'skipped' | 'composed' | 'cancelled';
  attempt: number;
  made_at: string;
  due_at: string;
  done_at: string | null;
  note: string | null;
  /** Why it waits, where it does. */
  waits: Waits | null;
}

export interface Approval {
  id: string;
  run: string;
  automation: string;
  step: string;
  title: string;
  verb: string;
  args: unknown;
  /** A message as it would read. */
  shown: { to?: string; subject?: string; text?: string; class?: string } | null;
  owner: string | null;
  state: 'open' | 'approved' | 'returned' | 'lapsed';
  asked_at: string;
  due_at: string;
  decided_at: string | null;
  decided_by: string | null;
  reason: string | null;
  /** How long the decision took. */
  took_seconds: number | null;
}

export const MODES: Record<Mode, { label: string; hint: string }> = {
  practice: {
    label: 'Practice',
    hint: 'Real inquiries, real time, but nothing is done and nothing leaves. See in its runs what it would have done.',
  },
  approve_each: {
    label: 'Approve each',
    hint: 'Every message and everything that cannot be taken back waits for your yes. The rest happens.',
  },
  automatic: {
    label: 'Automatic',
    hint: 'It does its work by itself. What it cannot do comes to its owner.',
  },
};

export const RUN_WORDS: Record<RunState, string> = {
  ready: 'About to go on',
  running: 'Running',
  sleeping: 'Waits for a time',
  waiting: 'Waits for a fact',
  waiting_human: 'Waits for a person',
  waiting_effect: 'Waits for its message',
  retrying: 'Tries again',
  parked: 'Stuck',
  done: 'Done',
  cancelled: 'Stopped',
  held_out: 'Held out',
};

const WAITING: readonly RunState[] = [
  'ready',
  'running',
  'sleeping',
  'waiting',
  'waiting_human',
  'waiting_effect',
  'retrying',
];

export function tallies(runs: RunCounts): { all: number; waiting: number; parked: number } {
  const all = Object.values(runs).reduce((sum, count) => sum + count, 0);
  const waiting = WAITING.reduce((sum, state) => sum + (runs[state] ?? 0), 0);
  return { all, waiting, parked: runs.parked ?? 0 };
}

export function toneOf(state: RunState): 'good' | 'going' | 'waiting' | 'bad' | 'quiet' {
  if (state === 'parked') return 'bad';
  if (state === 'done') return 'good';
  if (state === 'ready' || state === 'running' || state === 'retrying') return 'going';
  return state === 'cancelled' || state === 'held_out' ? 'quiet' : 'waiting';
}
