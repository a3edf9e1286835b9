// What follows by itself when the beginning or the goal of an automation is chosen: its subject and its measure.
import { factFields, type Catalogue } from './catalogue';
import { facts as written, listed, tidy, type Automation, type Stop, type Trigger } from './document';

/** The ways a run can begin. */
export type Beginning = 'fact' | 'date' | 'schedule' | 'silence' | 'button' | 'webhook';

const BEGIN: Record<Beginning, Trigger> = {
  fact: { fact: [] },
  date: { date: { cel: '' }, before: { days: 3 } },
  schedule: { schedule: { rrule: 'FREQ=WEEKLY;BYDAY=MO', at: '09:00', zone: 'business' } },
  silence: { silence: { after: [], without: [], for: { hours: 48 } } },
  button: { button: { label: '' } },
  webhook: { webhook: {} },
};

const firstSubject = (kind: Beginning, { subject }: Automation) =>
  kind === 'schedule' ? 'business' : kind === 'webhook' ? 'contact' : subject === 'business' ? '' : subject;

/** Begun in another way; how often it may begin goes with every one of them, the rest belongs to the one before. */
export function withBeginning(doc: Automation, kind: Beginning): Automation {
  const trigger = tidy({ ...BEGIN[kind], throttle: doc.trigger.throttle }) as Trigger;
  return { ...doc, trigger, subject: firstSubject(kind, doc) };
}

/** The nouns a run begun by all of these facts can be about; the most natural first. */
export function subjectsOf(catalogue: Catalogue, kinds: readonly string[]): string[] {
  const [first, ...rest] = kinds.map((kind) => catalogue.fact(kind)?.subjects ?? []);
  return (first ?? []).filter((noun) => rest.every((nouns) => nouns.includes(noun)));
}

export function withTrigger(catalogue: Catalogue, doc: Automation, kinds: string[]): Automation {
  const possible = subjectsOf(catalogue, kinds);
  const subject = possible.includes(doc.subject) ? doc.subject : (possible[0] ?? '');
  const before = listed(doc.trigger.fact)[0] ?? '';
  const start = doc.metric.start === before || !doc.metric.start ? (kinds[0] ?? '') : doc.metric.start;
  const { when, debounce, throttle } = doc.trigger;
  // a condition speaks of the fact; how long it has to be quiet does not
  const told = kinds.length ? { when } : {};
  const next = {
    ...doc,
    subject,
    trigger: tidy({ fact: written(kinds), ...told, debounce, throttle }) as Trigger,
    metric: { ...doc.metric, start },
  };
  return withSubject(catalogue, next, subject);
}

/** Goal and exit speak of the subject; so does what is understood by "the same". */
export function withSubject(catalogue: Catalogue, doc: Automation, subject: string): Automation {
  const again = (stop: Stop | undefined) =>
    stop && stop.when?.cel === same(catalogue, doc.subject, stop.facts ?? [])
      ? stopped(catalogue, subject, stop.facts ?? [], true)
      : stop;
  const { goal: _, exit_when: __, steps, ...rest } = doc;
  const [goal, exit] = [again(doc.goal), again(doc.exit_when)];
  return { ...rest, subject, ...(goal ? { goal } : {}), ...(exit ? { exit_when: exit } : {}), steps };
}

/** Only where the fact is about the record of the run; nothing where these facts do not say it. */
export function same(catalogue: Catalogue, subject: string, kinds: readonly string[]): string | undefined {
  const field = factFields(catalogue, kinds, 'fact').find(
    ({ name, of }) => name === subject && of === subject,
  );
  if (!field || !kinds.length) return undefined;
  const equal = `${field.path} == ${subject}.id`;
  return field.always ? equal : `!has(${field.path}) || ${equal}`;
}

export function stopped(
  catalogue: Catalogue,
  subject: string,
  kinds: readonly string[],
  bound: boolean,
): Stop | undefined {
  if (!kinds.length) return undefined;
  const when = bound ? same(catalogue, subject, kinds) : undefined;
  return { facts: [...kinds], ...(when ? { when: { cel: when } } : {}) };
}

export function withGoal(catalogue: Catalogue, doc: Automation, kinds: string[], bound: boolean): Automation {
  const goal = stopped(catalogue, doc.subject, kinds, bound);
  const before = doc.goal?.facts?.[0] ?? '';
  const ours = doc.metric.end === before || !doc.metric.end;
  const end = ours ? (kinds[0] ?? '') : doc.metric.end;
  const name = ours && end ? `time_to_${end.replace('.', '_')}`.slice(0, 60) : doc.metric.name;
  const { goal: _, ...rest } = doc;
  return { ...rest, ...(goal ? { goal } : {}), metric: { ...doc.metric, end, name } };
}
