// What an automation can be made of, as the server says it, and how to find one's way in it.
import { useMemo } from 'react';
import { useView } from '../../../api/query';
import { kindOf, listed, type Automation, type Step, type TakeKind, type Takes } from './document';

export interface Choice {
  value: string;
  label: string;
}

export interface Field {
  name: string;
  label: string;
  kind: 'flag' | 'int' | 'text' | 'at' | 'span' | 'money' | 'list';
  always: boolean;
  choices: Choice[];
  of: string | null;
}

export interface FactInfo {
  kind: string;
  label: string;
  meaning: string;
  group: string;
  fields: Field[];
  subjects: string[];
}

export interface RecordInfo {
  name: string;
  label: string;
  fields: Field[];
}

export interface VerbInfo {
  verb: string;
  label: string;
  summary: string;
  group: string;
  kind: 'change' | 'message' | 'outside';
  undo: boolean;
  schema: Schema;
  answer: Field[];
}

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  format?: string;
  pattern?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  default?: unknown;
}

export interface CatalogueView {
  facts: FactInfo[];
  subjects: { noun: string; label: string; records: RecordInfo[] }[];
  verbs: VerbInfo[];
  roles: { role: string; label: string; held_by: string[] }[];
  users: { id: string; name: string }[];
  templates: {
    slug: string;
    label: string;
    class: string | null;
    subject: string | null;
    languages: string[];
  }[];
  /** Groups of automations that do not run at the same time, and who is in each. */
  groups: { name: string; automations: string[] }[];
}

/** A field with the name it has in a condition. */
export interface Seen extends Field {
  path: string;
  record: string;
}

export class Catalogue {
  private readonly facts: Map<string, FactInfo>;
  private readonly verbs: Map<string, VerbInfo>;
  constructor(readonly all: CatalogueView) {
    this.facts = new Map(all.facts.map((fact) => [fact.kind, fact]));
    this.verbs = new Map(all.verbs.map((verb) => [verb.verb, verb]));
  }

  fact = (kind: string) => this.facts.get(kind);
  verb = (name: string | undefined) => (name ? this.verbs.get(name) : undefined);

  factLabel(kind: string): string {
    return this.facts.get(kind)?.label ?? plain(kind);
  }

  noun(noun: string): string {
    return (this.all.subjects.find((each) => each.noun === noun)?.label ?? plain(noun)).toLowerCase();
  }

  owner(word: string): string {
    const role = this.all.roles.find((each) => each.role === word);
    return role?.label ?? this.all.users.find((each) => each.id === word)?.name ?? plain(word);
  }

  template = (slug: unknown) => this.all.templates.find((each) => each.slug === slug);

  /** The records a run about this subject sees. */
  records(subject: string): RecordInfo[] {
    return this.all.subjects.find((each) => each.noun === subject)?.records ?? [];
  }
}

export function useCatalogue(): { catalogue: Catalogue | undefined; error: unknown; again: () => void } {
  const seen = useView<CatalogueView>('/automations/catalogue', {
    nouns: ['template', 'user', 'automation'],
  });
  const catalogue = useMemo(() => (seen.data ? new Catalogue(seen.data) : undefined), [seen.data]);
  return { catalogue, error: seen.error, again: () => void seen.refetch() };
}

/** `valid_until` → `Valid until`. */
export function plain(name: string): string {
  const words = name.replaceAll(/[._-]/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const seenIn = (record: RecordInfo): Seen[] =>
  record.fields.map((field) => ({ ...field, path: `${record.name}.${field.name}`, record: record.label }));

/** Fields that all these facts share; what only some have may be empty. */
export function factFields(catalogue: Catalogue, kinds: readonly string[], name: string): Seen[] {
  const infos = kinds.map(catalogue.fact).filter((info) => info !== undefined);
  const label = name === 'trigger' ? 'What started it' : 'What happened';
  const found = new Map<string, Seen>();
  for (const field of infos.flatMap((info) => info.fields)) {
    const always =
      field.always && infos.every((info) => info.fields.some((one) => one.name === field.name && one.always));
    found.set(field.name, { ...field, always, path: `${name}.${field.name}`, record: label });
  }
  return [...found.values()];
}

/** What a condition of the trigger can look at. */
export function scopeOfTrigger(catalogue: Catalogue, doc: Automation): Seen[] {
  return [
    ...factFields(catalogue, triggerFacts(doc), 'fact'),
    ...given(doc),
    ...scopeOfSubject(catalogue, doc),
    ...(doc.trigger.fact === undefined ? [] : changed(catalogue, doc)),
  ];
}

const BEFORE_AND_AFTER = [
  { name: 'old', label: 'before the change' },
  { name: 'new', label: 'after the change' },
];

/** What the fact changed of its subject: empty where it did not touch the field. */
function changed(catalogue: Catalogue, doc: Automation): Seen[] {
  const own = catalogue.records(doc.subject).find(({ name }) => name === doc.subject);
  return BEFORE_AND_AFTER.flatMap(({ name, label }) =>
    (own?.fields ?? []).map((field) => ({
      ...field,
      always: false,
      path: `${name}.${field.name}`,
      record: `${own!.label}, ${label}`,
    })),
  );
}

/** What whoever presses the button or calls the address gives. */
function given(doc: Automation): Seen[] {
  return takeFields(takesOf(doc.trigger), 'trigger.payload', 'What was given');
}

export const takesOf = (trigger: Automation['trigger'] | undefined): Takes =>
  trigger?.button?.fields ?? trigger?.webhook?.fields ?? {};

const SEEN_AS: Record<TakeKind, Field['kind']> = {
  text: 'text',
  number: 'int',
  flag: 'flag',
  instant: 'at',
  money: 'money',
};

export const takeKind = (take: Takes[string]): TakeKind =>
  typeof take === 'string' ? take : (take.is ?? 'text');

function takeFields(takes: Takes, under: string, record: string): Seen[] {
  return Object.entries(takes).map(([name, take]) => ({
    name,
    label: plain(name),
    kind: SEEN_AS[takeKind(take)],
    always: typeof take === 'string' || !take.optional,
    choices: [],
    of: null,
    path: `${under}.${name}`,
    record,
  }));
}

export function scopeOfSubject(catalogue: Catalogue, doc: Automation): Seen[] {
  return catalogue.records(doc.subject).flatMap(seenIn);
}

export const triggerFacts = (doc: Automation) =>
  doc.trigger.silence ? listed(doc.trigger.silence.after) : listed(doc.trigger.fact);

/** What every step can look at, and where a fact is waited for, that fact. */
export function scopeOfStep(catalogue: Catalogue, doc: Automation, heard: readonly string[] = []): Seen[] {
  return [
    ...factFields(catalogue, heard, 'fact'),
    ...scopeOfSubject(catalogue, doc),
    ...factFields(catalogue, triggerFacts(doc), 'trigger'),
    ...given(doc),
    ...doc.steps.flatMap((step) => answers(catalogue, step)),
    ...doc.steps.flatMap(({ set }) => Object.keys(set ?? {})).map(variable),
  ];
}

const FLAG_STATES: Choice[] = [
  { value: 'ok', label: 'Done' },
  { value: 'skipped', label: 'Left out' },
  { value: 'failed', label: 'Failed' },
];

const TEXT = { kind: 'text', always: false, choices: [], of: null } as const;

function answers(catalogue: Catalogue, step: Step): Seen[] {
  const record = `Step “${plain(step.id)}”`;
  const at = (name: string, more: Partial<Field> & { label: string }): Seen => ({
    ...TEXT,
    choices: [],
    name,
    ...more,
    path: `steps.${step.id}.${name}`,
    record,
  });
  const status = at('status', { label: 'How it went', always: true, choices: FLAG_STATES });
  const answer = kindOf(step) === 'ask' ? [at('answer', { label: 'The answer', choices: chosen(step) })] : [];
  const back = catalogue.verb(step.do)?.answer ?? [];
  const taken = takeFields(step.call?.take ?? {}, `steps.${step.id}.output`, record);
  return [
    status,
    ...answer,
    ...back.map((field) => at(field.name, { ...field, always: false })),
    ...taken.map((field) => ({ ...field, always: false })),
  ];
}

const chosen = ({ ask }: Step): Choice[] =>
  ask?.answers.map(({ answer }) => ({ value: answer, label: plain(answer) })) ?? [];

const variable = (name: string): Seen => ({
  ...TEXT,
  choices: [],
  name,
  label: plain(name),
  path: `vars.${name}`,
  record: 'Computed before',
});
