import { expect, test } from 'vitest';
import { groupsBeside, ownable, sayBeside, sayExpect, sayOwns, sayQuota } from './bounds';
import { Catalogue, type Field } from './catalogue';
import { empty } from './document';

const field = (name: string, label: string): Field => ({
  name,
  label,
  kind: 'text',
  always: true,
  choices: [],
  of: null,
});
const contact = { name: 'contact', label: 'Contact', fields: [field('id', 'Id'), field('name', 'Name')] };
const deal = { name: 'deal', label: 'Deal', fields: [field('id', 'Id'), field('stage', 'Stage')] };
const catalogue = new Catalogue({
  facts: [],
  subjects: [
    { noun: 'business', label: 'Business', records: [] },
    { noun: 'contact', label: 'Contact', records: [contact] },
    { noun: 'deal', label: 'Deal', records: [deal, contact] },
  ],
  verbs: [],
  roles: [],
  users: [],
  templates: [],
  groups: [
    { name: 'sales-outreach', automations: ['First answer', 'Nurture'] },
    { name: 'only-mine', automations: ['Nurture'] },
  ],
});

test('a field is offered once, by the record it stands on, and no record gives its id away', () => {
  expect(ownable(catalogue).flatMap(({ items }) => items.map(({ value }) => value))).toEqual([
    'contact.name',
    'deal.stage',
  ]);
});

test('fields the house does not know keep their own words', () => {
  expect(sayOwns(catalogue, ['deal.stage', 'deal.gone'])).toBe('it alone may write Deal: Stage, deal.gone');
});

test('three times what is usual is a flood, and none is too few where none is expected', () => {
  expect(sayExpect({ per: 'week', min: 5, max: 40 })).toBe(
    'fewer than 5 are too few, 120 are a flood in a week',
  );
  expect(sayExpect({ per: 'hour', min: 0, max: 0 })).toBe('3 are a flood in an hour');
});

test('a bound that is not set is not spoken of', () => {
  expect(sayQuota({ runs_per_hour: 10 })).toBe('in an hour at most 10 begin');
  expect(sayQuota({ runs_per_hour: 10, effects_per_hour: 5 })).toBe(
    'in an hour at most 10 begin and 5 messages and calls leave',
  );
});

test('how it stands beside the others is one sentence', () => {
  expect(sayBeside(catalogue, empty('sales'))).toBe('How urgent: like the others');
  expect(
    sayBeside(catalogue, {
      ...empty('sales'),
      priority: 'high',
      group: { name: 'sales-outreach', one_active_per: 'contact', on_conflict: 'queue' },
      owns: ['deal.stage'],
    }),
  ).toBe(
    'How urgent: before the others; not at the same time as others of “Sales outreach”: the newer one waits its turn; it alone may write Deal: Stage',
  );
});

test('the groups offered are those others are in', () => {
  expect(groupsBeside(catalogue, { automation: 'nurture' })).toEqual([
    { value: 'Sales outreach', members: ['First answer'] },
  ]);
  expect(groupsBeside(catalogue, { automation: 'fresh' })).toHaveLength(2);
});
