// How long a step may take before somebody is told: what was written is shown whole, and typing keeps what stands beside.
import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { Step, Wait } from './document';
import { canStand, promised } from './sla';
import { SlaFields } from './SlaFields';

const shown = (value: Wait | undefined) => {
  const fields = <SlaFields value={value} onChange={() => undefined} />;
  const page = renderToStaticMarkup(<MantineProvider>{fields}</MantineProvider>);
  return {
    values: [...page.matchAll(/<input[^>]*? value="([^"]*)"/g)].map((hit) => hit[1]).slice(0, 2),
    open: page.includes('Only while we are open'),
  };
};

test('a promise is shown as it was written', () => {
  expect(shown({ seconds: 30 })).toEqual({ values: ['30', 'seconds'], open: true });
  expect(shown({ business_days: 2 })).toEqual({ values: ['2', 'open days'], open: false });
  expect(shown({ hours: 4, window: 'business' }).values).toEqual(['4', 'hours']);
  expect(shown(undefined)).toEqual({ values: ['', 'days'], open: false });
});

test('another number or unit keeps on whose clock it counts', () => {
  const before: Wait = { hours: 4, window: 'business', zone: 'contact' };
  expect(promised.read({ number: 5, unit: 'hours' }, before)).toEqual({ ...before, hours: 5 });
  expect(promised.read({ number: 4, unit: 'business_days' }, before)).toEqual({
    business_days: 4,
    zone: 'contact',
  });
  expect(promised.read({ number: 1, unit: 'hours' }, { days: 1, at: '17:00' })).toEqual({ hours: 1 });
  expect(promised.read({ number: 0, unit: 'hours' }, before)).toBe(before);
  expect(promised.read({ number: '', unit: 'hours' }, before)).toBeUndefined();
});

test('it is offered where a run can stand still', () => {
  const steps: Partial<Step>[] = [
    { do: 'task.create' },
    { wait: { days: 1 } },
    { call: { automation: 'a' } },
  ];
  expect(steps.map((step) => canStand({ id: 'a', ...step }))).toEqual([true, true, true]);
  const others: Partial<Step>[] = [{ end: 'done' }, { set: {} }, { branch: [] }, {}];
  expect(others.map((step) => canStand({ id: 'a', ...step }))).toEqual([false, false, false, false]);
});
