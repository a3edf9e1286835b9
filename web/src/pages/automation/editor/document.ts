// An automation as data: what its text says, in the shapes the server reads. Half-written documents are allowed here;
// what is wrong with one is the server's to say.

export interface Cel {
  cel: string;
}

/** A length of time as a person says it; `business_days` and `until` stand alone. */
export interface Span {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

export interface Delay extends Span {
  at?: string;
  window?: 'any' | 'business';
  zone?: 'business' | 'contact' | 'owner';
}

/** A number of days, or the field it is read from. */
export type Count = number | Cel;

export interface Wait extends Delay {
  business_days?: Count;
  until?: Cel;
  before?: { days: Count };
  after?: { days: Count };
  if_past?: 'go_on' | 'skip';
}

export type Outcome = 'goal' | 'exit' | 'done';
export type Jump = 'next' | 'escalate' | { go: string } | { end: Outcome };
export type OnError = 'escalate' | 'skip' | { go: string };
export type Facts = string | string[];

/** A literal, `{cel}` or `{after: delay}`. */
export type Arg = unknown;

export interface Arm {
  if?: Cel;
  go?: string;
  else?: string;
}

export interface WaitFor {
  fact: Facts;
  match?: Cel;
  since?: string;
  timeout?: Delay;
  on_hit?: Jump;
  on_timeout?: Jump;
}

export interface Ask {
  who: string;
  question: string;
  answers: { answer: string; then?: Jump }[];
  timeout: Delay;
  on_timeout: Jump;
}

export interface Approve {
  who: string;
  what: string;
  above?: Cel;
  delegate?: string;
  timeout?: Delay;
  on_no?: Jump;
  on_timeout?: Jump;
}

export interface Step {
  id: string;
  note?: string;
  if?: Cel;
  do?: string;
  with?: Record<string, Arg>;
  guard?: Cel;
  expires_after?: Span;
  resend?: boolean;
  /** How long it may take before somebody is told: a length, or open days. */
  sla?: Wait;
  wait?: Wait;
  wait_for?: WaitFor;
  branch?: Arm[];
  ask?: Ask;
  end?: Outcome;
  set?: Record<string, Arg>;
  approve?: Approve;
  repeat?: { times: number; while?: Cel; steps: Step[] };
  call?: { automation: string; with?: Record<string, Arg>; take?: Takes };
  on_error?: OnError;
}

export const KINDS = [
  'do',
  'wait',
  'wait_for',
  'branch',
  'ask',
  'approve',
  'set',
  'repeat',
  'call',
  'end',
] as const;
export type StepKind = (typeof KINDS)[number];

/** What a step does; nothing where it says nothing yet. */
export function kindOf(step: Step): StepKind | undefined {
  return KINDS.find((kind) => step[kind] !== undefined);
}

export type TakeKind = 'text' | 'number' | 'flag' | 'instant' | 'money';

/** A value that comes from outside, by its name: its kind, or more about it. */
export type Take = TakeKind | { is?: TakeKind; optional?: boolean; at?: string };
export type Takes = Record<string, Take>;

export interface Trigger {
  fact?: Facts;
  when?: Cel;
  date?: Cel;
  before?: { days: Count };
  after?: { days: Count };
  at?: string;
  window?: 'any' | 'business';
  zone?: 'business' | 'contact' | 'owner';
  schedule?: { rrule: string; at?: string; zone?: string };
  each?: boolean;
  webhook?: { fields?: Takes };
  contact?: Cel;
  button?: { label: string; fields?: Takes };
  silence?: Silence;
  match?: Cel;
  /** The last of facts in quick succession starts it, once it was quiet for so long. */
  debounce?: { for: Span; at_most: Span };
  /** So many may begin in a time, of one record or person. */
  throttle?: { most: number; per: Span };
}

/** Something that did not happen in time; `anew`: what breaks it begins the time anew. */
export interface Silence {
  after: Facts;
  without: Facts;
  for: Wait;
  anew?: boolean;
}

export interface Stop {
  facts?: string[];
  when?: Cel;
}

export interface Enrol {
  policy: 'once' | 'always' | { cooldown: Span };
  if_active?: 'skip' | 'restart' | 'buffer_one' | 'queue' | 'parallel';
  /** Of whom one runs at a time, and by whom a cooldown counts. */
  one_active_per?: 'subject' | 'contact';
  /** What else must be the same for two runs to be in each other's way. */
  key?: Cel;
  /** The step a cooldown counts from; else the beginning of the run. */
  since?: string;
}

export type Priority = 'instant' | 'high' | 'normal' | 'low';

/** Automations that do not run beside each other. */
export interface ExclusionGroup {
  name: string;
  one_active_per: 'subject' | 'contact';
  on_conflict: 'higher_priority_wins' | 'queue' | 'skip';
}

/** How many runs are usual. */
export interface Expect {
  per: 'hour' | 'day' | 'week' | 'month';
  min: number;
  max: number;
}

export interface Quota {
  runs_per_hour?: number;
  effects_per_hour?: number;
}

export interface Automation {
  automation: string;
  owner: string;
  stand_in: string;
  purpose: string;
  metric: { name: string; start: string; end: string; better: 'lower' | 'higher' };
  priority?: Priority;
  group?: ExclusionGroup;
  quota?: Quota;
  hold_out?: number;
  minutes_saved?: number;
  minutes_spent?: number;
  owns?: string[];
  trigger: Trigger;
  subject: string;
  enrol: Enrol;
  suppress?: Cel;
  goal?: Stop;
  exit_when?: Stop;
  deadline?: Span;
  expect?: Expect;
  steps: Step[];
}

/** Nothing yet but the habits of the house: once for each record, and a person looks after thirty days. */
export function empty(owner: string): Automation {
  return {
    automation: '',
    owner,
    stand_in: owner === 'manager' ? 'administrator' : 'manager',
    purpose: '',
    metric: { name: '', start: '', end: '', better: 'lower' },
    trigger: { fact: [] },
    subject: '',
    enrol: { policy: 'once', if_active: 'skip' },
    deadline: { days: 30 },
    steps: [],
  };
}

export const listed = (facts: Facts | undefined): string[] =>
  facts === undefined ? [] : typeof facts === 'string' ? [facts].filter(Boolean) : facts;

/** As the canonical text has it: one fact is no list. */
export const facts = (kinds: string[]): Facts => (kinds.length === 1 ? kinds[0]! : kinds);

/** `Unsigned nudge` → `unsigned-nudge`: how an automation is called in its text. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 60)
    .replace(/-+$/, '');
}

/** The same as the server shows it. */
export function nameOf(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `call` or `call_2`: a name no other step has. */
export function freeId(wish: string, taken: ReadonlySet<string>): string {
  const base = wish.replaceAll(/[^a-z0-9_]/g, '_').replace(/^[^a-z]+/, '') || 'step';
  if (!taken.has(base)) return base;
  const bare = base.replace(/_\d+$/, '');
  let number = 2;
  while (taken.has(`${bare}_${number}`)) number += 1;
  return `${bare}_${number}`;
}

/** Every name of a step, those inside repetitions too. */
export function idsOf(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => [step.id, ...(step.repeat ? idsOf(step.repeat.steps) : [])]);
}

/** Every step, those inside repetitions too. */
export const everyStep = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) => [step, ...(step.repeat ? everyStep(step.repeat.steps) : [])]);

/** The connections its steps call by name, each once. */
export function callsOf(steps: readonly Step[]): string[] {
  const named = everyStep(steps).flatMap(({ do: verb, with: given }) =>
    verb === 'http.call' && typeof given?.['connection'] === 'string' ? [given['connection'].trim()] : [],
  );
  return [...new Set(named)].filter(Boolean).toSorted();
}

/** Without the keys that say nothing: the text shows only what was meant. */
export function tidy<T extends object>(value: T): T {
  const kept = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  return Object.fromEntries(kept) as T;
}
