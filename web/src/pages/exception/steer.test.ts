import { expect, test } from 'vitest';
import { kindsOf, sayCode, speaksOf, type Exception } from './shapes';
import { isRuns, onlyWaits, runsOf } from './steer';

const one = (code: string, more: Partial<Exception> = {}) =>
  ({ code, run: null, count: 1, left: 1, ...more }) as Exception;

test('as many runs end as stand still because of what was chosen', () => {
  const single = one('automation.stuck', { run: 'run_1' });
  const many = one('automation.stuck', { count: 14, left: 12 });
  const question = one('automation.question', { run: 'run_2' });
  expect(runsOf([single, many, question, one('mail.bounced')])).toBe(13);
});

test('what only takes long is not tried again, and is stopped and skipped like what is stuck', () => {
  const late = one('automation.late', { run: 'run_1' });
  expect([onlyWaits(late), isRuns(late)]).toEqual([true, true]);
  expect(onlyWaits(one('automation.parked', { run: 'run_1' }))).toBe(false);
});

test('kinds are counted, the most frequent first, and said in words', () => {
  const kinds = kindsOf([one('mail.bounced'), one('automation.not_started'), one('automation.not_started')]);
  expect(kinds).toEqual([
    { code: 'automation.not_started', count: 2 },
    { code: 'mail.bounced', count: 1 },
  ]);
  expect(sayCode('automation.not_started')).toBe('Automation: not started');
});

test('a search finds every word, wherever in the exception it stands', () => {
  const full = one('disk.low', { title: 'The disk is nearly full', detail: 'Backups stop at 1 GB.' });
  expect(speaksOf(full, 'Disk backups')).toBe(true);
  expect(speaksOf(full, 'disk: low')).toBe(true);
  expect(speaksOf(full, 'disk mail')).toBe(false);
  expect(speaksOf(full, '')).toBe(true);
});
