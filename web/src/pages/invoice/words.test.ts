import { expect, test } from 'vitest';
import type { InvoiceLine } from '../../api/billing';
import { badgeOf, reminderWords, sayCalendarDay } from './words';

const invoice = (over: Partial<InvoiceLine>) =>
  ({ state: 'issued', disputed: false, days_late: 0, ...over }) as InvoiceLine;

test('the badge says late only of what is asked for', () => {
  expect(badgeOf(invoice({})).label).toBe('Open');
  expect(badgeOf(invoice({ days_late: 1 })).label).toBe('1 day late');
  expect(badgeOf(invoice({ days_late: 12 })).tone).toBe('bad');
  expect(badgeOf(invoice({ days_late: 12, disputed: true })).label).toBe('Disputed');
  expect(badgeOf(invoice({ state: 'paid' })).label).toBe('Paid');
});

test('a calendar day stays the day it is', () => {
  expect(sayCalendarDay('2026-01-01', 'en-GB')).toBe('1 Jan 2026');
});

test('reminders are counted from the due day', () => {
  expect([0, 1].map(reminderWords)).toEqual(['Friendly reminder', 'Reminder 1']);
});
