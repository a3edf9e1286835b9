// What keeps an automation within bounds, in words: how many runs are usual, how urgent it is, what it does not run beside.
import type { Catalogue } from './catalogue';
import type { Automation, Expect, ExclusionGroup, Priority, Quota } from './document';
import { nameOf } from './document';

/** So many times what is usual is a flood: the server's rule. */
const FLOOD = 3;

export const PERIODS: readonly { value: Expect['per']; label: string }[] = [
  { value: 'hour', label: 'an hour' },
  { value: 'day', label: 'a day' },
  { value: 'week', label: 'a week' },
  { value: 'month', label: 'a month' },
];

export const PRIORITIES: readonly { value: Priority; label: string }[] = [
  { value: 'instant', label: 'somebody is waiting at this moment' },
  { value: 'high', label: 'before the others' },
  { value: 'normal', label: 'like the others' },
  { value: 'low', label: 'when there is time' },
];

export const CONFLICTS: readonly { value: ExclusionGroup['on_conflict']; label: string; hint: string }[] = [
  {
    value: 'higher_priority_wins',
    label: 'the more urgent one runs, the other ends',
    hint: 'Of two that are equally urgent, the one under way goes on and the other does not begin.',
  },
  {
    value: 'queue',
    label: 'the newer one waits its turn',
    hint: 'It begins as soon as the one under way is over.',
  },
  {
    value: 'skip',
    label: 'the newer one does not begin',
    hint: 'It is not made up for later; the page of the contact says why.',
  },
];

const wordsOf = <V>(choices: readonly { value: V; label: string }[], value: V) =>
  choices.find((each) => each.value === value)?.label ?? String(value);

/** From so many on within the period it takes in nobody more. */
export const floodOf = ({ max }: Expect) => FLOOD * Math.max(max, 1);

export function sayExpect(expect: Expect): string {
  const few = expect.min ? `fewer than ${expect.min.toLocaleString()} are too few, ` : '';
  return `${few}${floodOf(expect).toLocaleString()} are a flood in ${wordsOf(PERIODS, expect.per)}`;
}

export function sayQuota({ runs_per_hour: runs, effects_per_hour: effects }: Quota): string {
  const parts = [
    runs === undefined ? '' : `${runs.toLocaleString()} begin`,
    effects === undefined ? '' : `${effects.toLocaleString()} messages and calls leave`,
  ].filter(Boolean);
  return `in an hour at most ${parts.join(' and ')}`;
}

export const sayPriority = (priority: Priority = 'normal') => `How urgent: ${wordsOf(PRIORITIES, priority)}`;

export const sayGroup = ({ name, on_conflict: meets }: ExclusionGroup) =>
  `not at the same time as others of “${nameOf(name)}”: ${wordsOf(CONFLICTS, meets)}`;

/** The fields an automation can have to itself: those of the records a run can be about. */
export function ownable(
  catalogue: Catalogue,
): { group: string; items: { value: string; label: string }[] }[] {
  return catalogue.all.subjects
    .map(({ noun, label, records }) => ({
      group: label,
      items: (records.find(({ name }) => name === noun)?.fields ?? [])
        .filter(({ name }) => name !== 'id')
        .map((field) => ({ value: `${noun}.${field.name}`, label: `${label}: ${field.label}` })),
    }))
    .filter(({ items }) => items.length);
}

export function sayOwns(catalogue: Catalogue, owns: readonly string[]): string {
  const known = new Map(
    ownable(catalogue).flatMap(({ items }) => items.map((one) => [one.value, one.label])),
  );
  return `it alone may write ${owns.map((path) => known.get(path) ?? path).join(', ')}`;
}

/** How it stands beside the others, in a sentence. */
export function sayBeside(catalogue: Catalogue, { priority, group, owns }: Automation): string {
  const parts = [sayPriority(priority), group && sayGroup(group), owns?.length && sayOwns(catalogue, owns)];
  return parts.filter(Boolean).join('; ');
}

/** The groups other automations are in, by the name a person reads; this one alone makes no group. */
export function groupsBeside(catalogue: Catalogue, doc: Pick<Automation, 'automation'>) {
  const own = nameOf(doc.automation);
  return catalogue.all.groups
    .map(({ name, automations }) => ({
      value: nameOf(name),
      members: automations.filter((each) => each !== own),
    }))
    .filter(({ members }) => members.length > 0);
}
