import { expect, test } from 'vitest';
import { newestFirst, sayMessage, sayReason, type Decision } from './decisions';

test('every reason is a sentence, also one nobody foresaw', () => {
  expect(sayReason('the fact names no credit_note')).toBe(
    'What happened named no credit note to start with.',
  );
  expect(sayReason('it had its run before, and this automation runs once')).toBe(
    'It ran for this before, and it runs only once.',
  );
  expect(sayReason('its quota of 5 runs an hour is used up')).toBe('Its quota of 5 runs an hour is used up.');
  expect(sayReason(null)).toBe('No reason was kept.');
  expect(sayReason('its condition does not hold: fact.has_email')).toBe(
    'They did not fit its condition: fact.has_email',
  );
  expect(sayReason('it is suppressed, for this holds: lead.state == "closed"')).toBe(
    'It leaves out whoever fits this: lead.state == "closed"',
  );
  expect(sayReason('it was off')).toBe('It was switched off.');
});

test('a message says what came of it, and why where it did not leave', () => {
  const message = { step: 'second_mail', at: '2026-03-01T08:00:00Z' };
  expect(sayMessage({ ...message, state: 'ok', why: null })).toBe('“Second mail” was sent');
  expect(sayMessage({ ...message, state: 'skipped', why: 'they answered' })).toBe(
    '“Second mail” was not sent: they answered',
  );
});

test('decisions of all automations are one list, newest first', () => {
  const at = (text: string): Decision => ({
    at: text,
    kind: 'lead.captured',
    decision: 'enrolled',
    reason: null,
    run: null,
    state: null,
    messages: [],
  });
  const told = newestFirst([
    {
      automation: 'a',
      name: 'A',
      on: true,
      decisions: [at('2026-03-02T08:00:00.5Z'), at('2026-03-01T08:00:00Z')],
    },
    { automation: 'b', name: 'B', on: true, decisions: [at('2026-03-02T08:00:00Z')] },
  ]);
  expect(told.map(({ name }) => name)).toEqual(['A', 'B', 'A']);
});
