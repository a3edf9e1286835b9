// A wait in its two fields: typing jumps to nothing, hides nothing, and loses nothing beside the number.
import { expect, test } from 'vitest';
import type { Wait } from './document';
import { waiting } from './waiting';

const { written, read } = waiting('invoice.due_on');
const letters: Wait = { days: 2, at: '09:30', window: 'business', zone: 'contact' };

test('an emptied or half-typed wait keeps what was written', () => {
  for (const number of ['', '-', 10_000, '1.5'])
    expect(read({ number, unit: 'days' }, letters)).toBe(letters);
  const open: Wait = { hours: 2, window: 'business' };
  expect(read({ number: '', unit: 'hours' }, open)).toBe(open);
  expect(written(read({ number: 0, unit: 'hours' }, open)).unit).toBe('hours');
  const days: Wait = { business_days: 2 };
  expect(read({ number: '', unit: 'business_days' }, days)).toBe(days);
  expect(read({ number: 4, unit: 'days' }, letters)).toEqual({ ...letters, days: 4 });
});

test('a wait in two units or in seconds is shown whole', () => {
  const both: Wait = { hours: 1, minutes: 30, zone: 'contact' };
  expect(written(both)).toEqual({ number: 90, unit: 'minutes' });
  expect(read({ number: 91, unit: 'minutes' }, both)).toEqual({ minutes: 91, zone: 'contact' });
  expect(written({ seconds: 30 })).toEqual({ number: 30, unit: 'seconds' });
});

test('until a time of day it waits for no days, and says so', () => {
  const noon: Wait = { at: '12:00', window: 'business' };
  expect(written(noon)).toEqual({ number: 0, unit: 'days' });
  expect(read({ number: 0, unit: 'days' }, { ...noon, days: 1 })).toEqual(noon);
  expect(written({ window: 'business' }).unit).toBe('open');
});

test('another unit takes the number along, and what it cannot have goes', () => {
  expect(read({ number: 2, unit: 'business_days' }, letters)).toEqual({ business_days: 2, zone: 'contact' });
  expect(read({ number: 2, unit: 'open' }, letters)).toEqual({ window: 'business' });
  const { days: _, ...rest } = letters;
  const due = read({ number: 2, unit: 'until' }, letters);
  expect(due).toEqual({ until: { cel: 'invoice.due_on' }, ...rest });
  expect(read({ number: 2, unit: 'until' }, { ...due, before: { days: 3 } })).toHaveProperty('before');
  expect(read({ number: 1, unit: 'hours' }, due)).toEqual({ hours: 1, ...rest });
});

test('a number that is read from a field stays there, until something else is counted', () => {
  const setting: Wait = { business_days: { cel: 'billing.call_after_days' } };
  expect(written(setting).number).toEqual({ cel: 'billing.call_after_days' });
  expect(read(written(setting), setting)).toEqual(setting);
  expect(read({ ...written(setting), unit: 'days' }, setting)).toEqual({ days: 1 });
});
