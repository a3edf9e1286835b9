// What automations decided about people, as the server gives it, and its reasons in plain words.
import { inWords } from '../../ui/StatusBadge';
import type { RunState, StepView } from './shapes';

/** What a run wanted to send, and what came of it. */
export interface MessageStep {
  step: string;
  state: StepView['state'];
  why: string | null;
  at: string;
}

export interface Decision {
  at: string;
  /** The kind of the fact. */
  kind: string;
  decision: 'enrolled' | 'refused';
  reason: string | null;
  run: string | null;
  state: RunState | null;
  messages: MessageStep[];
}

export interface OfAutomation {
  automation: string;
  name: string;
  on: boolean;
  decisions: Decision[];
}

/** One decision of `enrolment.list`. */
export interface Enrolment {
  fact: string;
  kind: string;
  automation: string;
  name: string;
  decision: 'enrolled' | 'refused';
  reason: string | null;
  run: string | null;
  subject: string | null;
  contact: string | null;
  at: string;
}

export interface Told extends Decision {
  automation: string;
  name: string;
}

/** The decisions of all automations as one list, newest first. */
export function newestFirst(all: readonly OfAutomation[]): Told[] {
  const told = all.flatMap(({ automation, name, decisions }) =>
    decisions.map((decision) => ({ ...decision, automation, name })),
  );
  return told.toSorted((left, right) => Date.parse(right.at) - Date.parse(left.at));
}

/** `lead.captured` → `lead captured`. */
export function sayKind(kind: string): string {
  return kind.replaceAll(/[._]/g, ' ');
}

/** A condition that decided: its words stay as they are written in the automation. */
const ASKED = /^(its condition does not hold|it is suppressed, for this holds): (.+)$/;

const REASONS: readonly [RegExp, string][] = [
  [
    /^its condition does not hold, or it is suppressed$/,
    'They did not fit its condition, or a rule of its own leaves them out.',
  ],
  [/^it was off$/, 'It was switched off.'],
  [/^it had its run before.*$/, 'It ran for this before, and it runs only once.'],
  [/^a run is under way$/, 'A run of it was under way already.'],
  [
    /^a run is under way, and one more waits for its end$/,
    'A run of it was under way, and one more waited already.',
  ],
  [/^held out, to measure by$/, 'Left out by lot, so that what it brings can be measured.'],
  [/^the last run began too short a while ago$/, 'Its last run began too short a while before.'],
  [
    /^the last run of this person began too short a while ago$/,
    'It had a run for the same person too short a while before.',
  ],
  [
    /^its step (.+) was done for this person too short a while ago$/,
    'It did “$1” for the same person too short a while before.',
  ],
  [/^its step (.+) was done too short a while ago$/, 'It did “$1” too short a while before.'],
  [/^somebody has left it out$/, 'Somebody left it out before it began.'],
  [/^it would follow from itself$/, 'It would have started itself again.'],
  [/^the fact names no (.+)$/, 'What happened named no $1 to start with.'],
];

/** Why nobody was taken in, as a sentence; words nobody foresaw stay as the server said them. */
export function sayReason(reason: string | null): string {
  if (!reason) return 'No reason was kept.';
  const asked = ASKED.exec(reason);
  if (asked) {
    const fits = asked[1] === 'it is suppressed, for this holds';
    return `${fits ? 'It leaves out whoever fits this' : 'They did not fit its condition'}: ${asked[2]}`;
  }
  const known = REASONS.find(([pattern]) => pattern.test(reason));
  if (known) return reason.replace(known[0], known[1]).replaceAll('_', ' ').replace(/\.?$/, '.');
  return `${inWords(reason)}.`;
}

const MESSAGES: Record<StepView['state'], string> = {
  ok: 'was sent',
  skipped: 'was not sent',
  failed: 'could not be sent',
  practised: 'was not sent: it only practises',
  waiting: 'waits to leave',
  approval: 'waits for somebody’s yes',
  parked: 'is stuck before it left',
  running: 'is leaving',
};

/** “First” was not sent: they had answered. */
export function sayMessage({ step, state, why }: MessageStep): string {
  const words = `“${inWords(step)}” ${MESSAGES[state] ?? inWords(state).toLowerCase()}`;
  return why && state !== 'ok' ? `${words}: ${why}` : words;
}
