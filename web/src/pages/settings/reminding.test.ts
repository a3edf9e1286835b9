import { expect, test } from 'vitest';
import { toForm, toSettings, trouble } from './reminding';

const KEPT = {
  terms_days: 14,
  remind_before_days: 3,
  reminder_days: [3, 10],
  call_after_days: 3,
  intro: null,
  closing: 'Thank you',
  tax_note: null,
};

test('what is kept comes back from the form as it was', () => {
  expect(toSettings(toForm(KEPT))).toEqual(KEPT);
});

test('a reminder that is empty does not leave', () => {
  expect(toSettings({ ...toForm(KEPT), reminder_1: '', reminder_2: '' }).reminder_days).toEqual([]);
});

test('levels follow each other by at least two days, without a gap', () => {
  const typed = { ...toForm(KEPT), reminder_1: '5', reminder_2: '6', reminder_3: 'x' };
  expect(trouble(typed)).toMatchObject({
    terms_days: null,
    reminder_1: null,
    reminder_2: 'Choose a day at least two after the one before.',
    reminder_3: 'Write a whole number of days, or nothing.',
  });
  const gap = trouble({ ...toForm(KEPT), reminder_1: '' });
  expect(gap.reminder_2).toBe('Fill in the reminder before this one first.');
});
