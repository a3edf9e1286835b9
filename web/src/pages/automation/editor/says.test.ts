import { expect, test } from 'vitest';
import { Catalogue, scopeOfStep, scopeOfTrigger, type Field } from './catalogue';
import { empty, slugOf, type Automation, type Step, type Wait } from './document';
import { missing, together } from './missing';
import { sayRule, sayStep, sayStop, sayTrigger, sayWait, sayWays } from './says';
import { same, withBeginning, withGoal, withTrigger } from './stops';

const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  label: name,
  kind: 'text',
  always: true,
  choices: [],
  of: null,
  ...more,
});
const catalogue = new Catalogue({
  facts: [
    {
      kind: 'proposal.viewed',
      label: 'A customer opened a proposal',
      meaning: '',
      group: 'Selling',
      fields: [
        field('first', { label: 'It is the first time', kind: 'flag' }),
        field('proposal', { of: 'proposal' }),
      ],
      subjects: ['proposal', 'contact'],
    },
    {
      kind: 'agreement.signed',
      label: 'A customer signed',
      meaning: '',
      group: 'Selling',
      fields: [field('proposal', { of: 'proposal' })],
      subjects: ['agreement', 'contact'],
    },
    {
      kind: 'message.received',
      label: 'A customer wrote to us',
      meaning: '',
      group: 'People',
      fields: [],
      subjects: ['contact'],
    },
  ],
  subjects: [
    {
      noun: 'proposal',
      label: 'Proposal',
      records: [
        {
          name: 'proposal',
          label: 'Proposal',
          fields: [
            field('id', { of: 'proposal' }),
            field('state', { label: 'State', choices: [{ value: 'viewed', label: 'Viewed' }] }),
            field('valid_until', { label: 'Valid until', kind: 'at', always: false }),
          ],
        },
      ],
    },
  ],
  verbs: [],
  roles: [{ role: 'sales', label: 'Sales', held_by: [] }],
  users: [],
  groups: [],
  templates: [
    { slug: 'proposal-nudge', label: 'Proposal nudge', class: null, subject: null, languages: ['en'] },
  ],
});
const begun = withTrigger(catalogue, empty('sales'), ['proposal.viewed']);
const told = (step: Step, doc: Automation = begun) => sayStep(catalogue, step, scopeOfStep(catalogue, doc));

test.each<[Wait, string]>([
  [
    { days: 1, at: '09:30', window: 'business', zone: 'contact' },
    "1 day, at 09:30, in business hours, on the customer's clock",
  ],
  [{ business_days: 2 }, '2 open days'],
  [
    { until: { cel: 'invoice.due_on' }, before: { days: 3 }, at: '10:00' },
    'until 3 days before invoice due on, at 10:00',
  ],
  [{ window: 'business' }, 'until we are open again'],
  [{ business_days: { cel: 'billing.call_after_days' } }, 'the open days of “billing call after days”'],
])('%o is a wait in words', (wait, words) => {
  expect(sayWait(wait)).toBe(words);
});

test('steps are sentences', () => {
  expect(told({ id: 'a', do: 'message.send', with: { template: 'proposal-nudge' } })).toBe(
    'Send the message “Proposal nudge”',
  );
  expect(told({ id: 'b', end: 'exit' })).toBe('End here: there is nothing left to do');
  expect(told({ id: 'c' })).toBe('It does nothing yet');
  const wait: Step = { id: 'd', wait_for: { fact: 'message.received', timeout: { days: 2 } } };
  expect(told(wait)).toBe('Wait until: a customer wrote to us, at most 2 days');
  const fork: Step = {
    id: 'e',
    branch: [{ if: { cel: 'proposal.state == "viewed"' }, go: 'x' }, { else: 'y' }],
  };
  expect(sayWays(fork, scopeOfStep(catalogue, begun))).toEqual(['If proposal: state is viewed', 'Otherwise']);
});

test('a beginning brings its subject, and a goal its measure and its record', () => {
  expect(begun.subject).toBe('proposal');
  const doc = withGoal(catalogue, begun, ['agreement.signed'], true);
  expect(doc.goal).toEqual({ facts: ['agreement.signed'], when: { cel: 'fact.proposal == proposal.id' } });
  expect(doc.metric).toMatchObject({ start: 'proposal.viewed', end: 'agreement.signed' });
  expect(same(catalogue, 'proposal', ['message.received'])).toBeUndefined();
  expect(same(catalogue, 'proposal', ['agreement.signed', 'message.received'])).toBe(
    '!has(fact.proposal) || fact.proposal == proposal.id',
  );
  expect(sayStop(catalogue, { facts: ['agreement.signed'] }, [])).toBe('A customer signed');
  const first = { ...begun, trigger: { fact: 'proposal.viewed', when: { cel: 'fact.first' } } };
  expect(sayTrigger(catalogue, first, scopeOfTrigger(catalogue, first))).toBe(
    'A customer opened a proposal, if it is the first time',
  );
});

test('what puts a start off, and what bounds it, is said with it', () => {
  const pace = {
    debounce: { for: { minutes: 10 }, at_most: { hours: 1 } },
    throttle: { most: 3, per: { days: 1 } },
  };
  const often = { ...begun, trigger: { fact: 'proposal.viewed', ...pace } };
  expect(sayTrigger(catalogue, often, scopeOfTrigger(catalogue, often))).toBe(
    'A customer opened a proposal, once nothing more came for 10 minutes; at most 3 in 1 day',
  );
});

test('rules of the calendar are said as people say them', () => {
  expect(sayRule('FREQ=WEEKLY;BYDAY=MO')).toBe('Every Monday');
  expect(sayRule('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR')).toBe('Monday to Friday');
  expect(sayRule('FREQ=YEARLY')).toBe('FREQ=YEARLY');
});

test('blanks are named in place of what the check says of them', () => {
  const blanks = missing(empty('sales'), new Set());
  expect(blanks.map(({ at }) => at.path)).toEqual(['/automation', '/purpose', '/trigger', '/goal', '/steps']);
  const step: Step = { id: 'send', do: 'message.send', with: { template: '' } };
  const whole = {
    ...withGoal(catalogue, begun, ['agreement.signed'], true),
    automation: 'x',
    purpose: 'y',
    steps: [step],
  };
  expect(missing(whole, new Set(['x'])).map(({ at }) => at.path)).toEqual(['/automation', '/steps/0/with']);
  const server = {
    ...blanks[0]!,
    code: 'automation.with',
    at: { ...blanks[0]!.at, step: 'send', path: '/steps/0/with' },
  };
  expect(together(missing(whole, new Set()), [server])).toHaveLength(1);
  expect(together([], [server])).toEqual([server]);
});

test('a name becomes what texts and addresses call it', () => {
  expect(slugOf('Übers Ziel: 2 Mal!')).toBe('ubers-ziel-2-mal');
  expect(slugOf('99 x')).toBe('x');
});

const debounce = { for: { minutes: 10 }, at_most: { hours: 1 } };
const throttle = { most: 3, per: { hours: 1 } };
const paced: Automation = { ...begun, trigger: { ...begun.trigger, debounce, throttle } };

test('another fact leaves how quickly it begins as it was chosen', () => {
  const two = withTrigger(catalogue, paced, ['proposal.viewed', 'message.received']);
  expect(two.trigger).toEqual({ fact: ['proposal.viewed', 'message.received'], debounce, throttle });
  expect(withTrigger(catalogue, paced, []).trigger).toEqual({ fact: [], debounce, throttle });
  expect(withTrigger(catalogue, begun, ['message.received']).trigger).toEqual({ fact: 'message.received' });
});

test('begun in another way, it keeps how often it may begin, and nothing that way cannot have', () => {
  const kinds = ['date', 'schedule', 'silence', 'button', 'webhook', 'fact'] as const;
  for (const kind of kinds) {
    const { trigger } = withBeginning(paced, kind);
    expect(trigger).toHaveProperty(kind);
    expect(trigger).not.toHaveProperty('debounce');
    expect(trigger.throttle).toEqual(throttle);
    expect(withBeginning(begun, kind).trigger).not.toHaveProperty('throttle');
  }
  expect(withBeginning(paced, 'schedule').subject).toBe('business');
});
