// A new step as it begins: filled with what is nearly always meant, so that little is left to say.
import type { Catalogue, Schema, VerbInfo } from './catalogue';
import { freeId, type Automation, type Step, type StepKind } from './document';
import { takenBy } from './moves';

const cel = (text: string) => ({ cel: text });

export function freshVerb(catalogue: Catalogue, doc: Automation, verb: VerbInfo): Step {
  const noun = verb.verb.split('.')[0]!;
  const wish =
    verb.kind === 'message' ? 'message' : verb.verb === 'task.create' ? 'task' : verb.verb.replace('.', '_');
  const given: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(verb.schema.properties ?? {})) {
    const known = usualValue(catalogue, doc, name, resolve(verb.schema, schema));
    if (known && (verb.schema.required?.includes(name) || USUAL.has(name) || name === noun))
      given[name] = known;
  }
  if (verb.verb === 'task.create')
    Object.assign(given, { title: '', due: { after: { hours: 4, window: 'business' } } });
  if (verb.kind === 'message') given['template'] = '';
  return { id: freeId(wish, takenBy(doc.steps)), do: verb.verb, with: given, on_error: 'escalate' };
}

/** Arguments that are filled by themselves, though they could be left out. */
const USUAL = new Set(['contact', 'about', 'on', 'owner']);

/** The record of the run that stands where an id is wanted. */
function usualValue(catalogue: Catalogue, doc: Automation, name: string, schema: Schema): unknown {
  const records = catalogue.records(doc.subject).map((record) => record.name);
  const wanted = /^\^([a-z_]+)_\[/.exec(schema.pattern ?? '')?.[1];
  const subject = records.includes(doc.subject) ? doc.subject : undefined;
  if (name === 'owner' || wanted === 'user') return ownerOf(catalogue, doc);
  if ((name === 'about' || name === 'on') && subject) return cel(`${subject}.id`);
  if (wanted && records.includes(wanted)) return cel(`${wanted}.id`);
  if (wanted === 'deal' && has(catalogue, doc, 'deal')) return cel(`${doc.subject}.deal`);
  return undefined;
}

const has = (catalogue: Catalogue, doc: Automation, field: string) =>
  catalogue
    .records(doc.subject)
    .some(({ name, fields }) => name === doc.subject && fields.some((one) => one.name === field));

/** Whoever answers for the record; where nobody does, for the automation. */
function ownerOf(catalogue: Catalogue, doc: Automation): unknown {
  const own = `${doc.subject}.owner`;
  return cel(has(catalogue, doc, 'owner') ? `has(${own}) ? ${own} : automation.owner` : 'automation.owner');
}

export function freshStep(doc: Automation, kind: StepKind): Step {
  const taken = takenBy(doc.steps);
  const id = (wish: string) => freeId(wish, taken);
  switch (kind) {
    case 'wait':
      return { id: id('wait'), wait: { business_days: 1, zone: 'contact' } };
    case 'wait_for':
      return { id: id('wait_for'), wait_for: { fact: [], since: 'run_start', timeout: { days: 3 } } };
    case 'branch':
      return { id: id('decide'), branch: [{ if: cel(''), go: '' }, { else: '' }] };
    case 'ask':
      return {
        id: id('ask'),
        ask: {
          who: doc.owner,
          question: '',
          answers: [{ answer: 'yes' }, { answer: 'no' }],
          timeout: { days: 1, window: 'business' },
          on_timeout: 'next',
        },
      };
    case 'approve':
      return {
        id: id('approve'),
        approve: { who: doc.owner, what: '', timeout: { days: 1, window: 'business' } },
      };
    case 'set':
      return { id: id('remember'), set: { value: '' } };
    case 'repeat':
      return { id: id('repeat'), repeat: { times: 3, steps: [] } };
    case 'call':
      return { id: id('run'), call: { automation: '' } };
    default:
      return { id: id('end'), end: 'done' };
  }
}

/** What a schema really is: references followed, "or nothing" left out. */
export function resolve(root: Schema, schema: Schema): Schema {
  let now = schema;
  for (let depth = 0; depth < 6; depth += 1) {
    if (now.$ref) {
      const name = now.$ref.split('/').at(-1) ?? '';
      now = { ...root.$defs?.[name], ...(now.description ? { description: now.description } : {}) };
      continue;
    }
    const choices = (now.anyOf ?? now.oneOf)?.filter((choice) => choice.type !== 'null');
    if (choices?.length !== 1) return now;
    now = { ...choices[0], ...(now.description ? { description: now.description } : {}) };
  }
  return now;
}
