// What a field is compared with: a number that was emptied is no value, and says so.
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { Seen } from './catalogue';
import { celOf, numberOf, rowsOf, type Row } from './cel';
import { ValueInput } from './ValueInput';

const version: Seen = {
  path: 'fact.version',
  record: 'Fact',
  name: 'version',
  label: 'Version',
  kind: 'int',
  always: true,
  choices: [],
  of: null,
};

function shown(row: Row) {
  const nothing = () => undefined;
  const input = <ValueInput field={version} row={row} scope={[version]} sample={{}} change={nothing} />;
  const page = renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>{input}</MantineProvider>
    </QueryClientProvider>,
  );
  return { value: /<input[^>]*? value="([^"]*)"/.exec(page)?.[1], asks: page.includes('Write a number') };
}

const row: Row = { path: 'fact.version', compare: 'at_least' };

test('an emptied number is no value, and a zero is one', () => {
  expect([numberOf(''), numberOf(' '), numberOf('-')]).toEqual([undefined, undefined, undefined]);
  expect([numberOf(0), numberOf('0'), numberOf(-4)]).toEqual([0, 0, -4]);
});

test('a field without a number asks for one', () => {
  expect(shown({ ...row, value: 0 })).toEqual({ value: '0', asks: false });
  expect(shown(row)).toEqual({ value: '', asks: true });
});

test('a row without a number says no zero, and is read back empty', () => {
  const text = celOf({ join: 'all', rows: [row] }, () => false);
  expect(text).toBe('fact.version >= ""');
  const read = rowsOf(text, () => false)!.rows[0]!;
  expect(shown(read)).toEqual({ value: '', asks: true });
});
