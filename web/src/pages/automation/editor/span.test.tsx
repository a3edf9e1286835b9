// A length of time in its two fields: what was written is shown whole, and typing loses nothing of it.
import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { Span } from './document';
import { saySpan } from './says';
import { lasting, lengthOf, spanOf } from './span';
import { SpanFields } from './SpanFields';

const shown = (value: Span | undefined, needed: boolean) => {
  const fields = needed ? (
    <SpanFields label="It has to be quiet for" needed value={value!} onChange={() => undefined} />
  ) : (
    <SpanFields label="It has to be quiet for" value={value} onChange={() => undefined} />
  );
  const page = renderToStaticMarkup(<MantineProvider>{fields}</MantineProvider>);
  return {
    values: [...page.matchAll(/<input[^>]*? value="([^"]*)"/g)].map((hit) => hit[1]).slice(0, 2),
    nothing: page.includes('no limit'),
    wrong: page.includes('Write a whole number'),
  };
};

test('seconds and lengths of two units are shown as they are', () => {
  expect(shown({ seconds: 30 }, true)).toEqual({ values: ['30', 'seconds'], nothing: false, wrong: false });
  expect(shown({ hours: 1, minutes: 30 }, true).values).toEqual(['90', 'minutes']);
  expect(shown({ days: 1, hours: 2 }, false).values).toEqual(['26', 'hours']);
  expect(shown({ days: 1, seconds: 1 }, false)).toMatchObject({ values: ['86401', 'seconds'], wrong: false });
  expect(shown({ days: 30 }, false).values).toEqual(['30', 'days']);
});

test('no limit is said only where none is written', () => {
  expect(shown(undefined, false)).toEqual({ values: ['', 'days'], nothing: true, wrong: false });
  expect(shown({}, true)).toEqual({ values: ['0', 'days'], nothing: false, wrong: true });
});

test('an edit of a length of two units begins from the whole of it', () => {
  const length = lengthOf({ hours: 1, minutes: 30 });
  expect(spanOf(length)).toEqual({ minutes: 90 });
  expect(saySpan(spanOf({ ...length, number: 91 }))).toBe('91 minutes');
});

test('an emptied length keeps its unit and what was written, until there is a number again', () => {
  const { read } = lasting(true);
  const before = { days: 2 };
  expect(read({ number: '', unit: 'days' }, before)).toBe(before);
  expect(read({ number: '', unit: 'hours' }, before)).toBe(before);
  expect(read({ number: 5, unit: 'hours' }, before)).toEqual({ hours: 5 });
  expect(read({ number: 0, unit: 'hours' }, before)).toBe(before);
});

test('where no limit is needed, emptied means none', () => {
  const { read } = lasting(false);
  expect(read({ number: '', unit: 'hours' }, { hours: 5 })).toBeUndefined();
  expect(read({ number: 7, unit: 'hours' }, undefined)).toEqual({ hours: 7 });
});
