import { expect, test } from 'vitest';
import { outline } from './outline';
import { tallies } from './shapes';

const TEXT = `# Everybody is answered.
automation: follow-up
trigger:
  fact: lead.captured
  when: {cel: fact.has_email}
goal: {facts: [message.received, lead.qualified]}
steps:
  - id: day_1
    wait: {days: 1, at: 09:30, window: business, zone: contact}
  - id: first
    note: >-
      The first of four,
      short.
    do: message.send
    with:
      contact: {cel: contact.id}
      template: follow-up-1
  - id: call
    do: task.create
    with:
      title: Call back
  - id: over
    end: done
`;

test('a text is told in plain words', () => {
  const { starts, ends, steps } = outline(TEXT);
  expect(starts).toBe('lead captured');
  expect(ends).toBe('message received or lead qualified');
  expect(steps.map((step) => step.words)).toEqual([
    'Waits 1 day, at 09:30, in business hours, on their clock',
    'Sends the text “follow up 1”',
    'Task: create “Call back”',
    'Ends here',
  ]);
  expect(steps[1]?.note).toBe('The first of four, short.');
});

test('open days and days on a record are told too', () => {
  const waits = [
    '{business_days: 2, zone: contact}',
    '{until: {cel: invoice.due_on}, before: {days: 3}, at: 10:00, window: business, if_past: skip}',
    '{until: {cel: proposal.valid_until}}',
    '{until: {cel: invoice.due_on}, after: {days: {cel: billing.reminder_1_days}}, at: 10:00}',
    '{business_days: {cel: billing.call_after_days}}',
  ];
  const text = `steps:\n${waits.map((wait, i) => `  - id: wait_${i}\n    wait: ${wait}\n`).join('')}`;
  expect(outline(text).steps.map((step) => step.words)).toEqual([
    'Waits 2 open days, on their clock',
    'Waits until 3 days before invoice: due on, at 10:00, in business hours',
    'Waits until proposal: valid until',
    'Waits until the days of “billing: reminder 1 days” after invoice: due on, at 10:00',
    'Waits the open days of “billing: call after days”',
  ]);
});

test('half a text breaks nothing', () => {
  expect(outline('automation: x\nsteps:\n  - id: ').steps).toHaveLength(1);
  expect(outline('').steps).toEqual([]);
});

test('what is under way and what is stuck are counted apart', () => {
  expect(tallies({ sleeping: 3, waiting_human: 1, parked: 2, done: 5 })).toEqual({
    all: 11,
    waiting: 4,
    parked: 2,
  });
});
