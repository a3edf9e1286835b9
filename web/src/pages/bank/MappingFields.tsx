// How the columns of the file are read: guessed from it or kept from last time, and open to change.
import {
  Checkbox,
  MultiSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import type { Columns, Mapping, PreviewView } from '../../api/cash';
import { columnChoices, withAmount } from './words';

interface Fields {
  preview: PreviewView;
  change: (mapping: Mapping) => void;
}

const DATES = [
  { value: 'day_month_year', label: 'Day, month, year' },
  { value: 'month_day_year', label: 'Month, day, year' },
  { value: 'year_month_day', label: 'Year, month, day' },
];
const MARKS = [
  { value: 'comma', label: '1.234,56' },
  { value: 'point', label: '1,234.56' },
];
const DELIMITERS = [
  { value: ';', label: 'Semicolon' },
  { value: ',', label: 'Comma' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar' },
];

export function MappingFields({ preview, change }: Fields) {
  const { mapping, sample } = preview;
  const from = preview.guessed ? 'Guessed from the file.' : 'As this account’s files are read.';
  return (
    <details className="shown" open={preview.wrong > 0 || undefined}>
      <summary>How the file is read</summary>
      <Stack gap="sm" mt="xs">
        <Text size="sm" c="dimmed">
          {from} It is kept for the account when you import.
        </Text>
        <ColumnFields
          mapping={mapping}
          first={sample.find(({ line }) => line > mapping.header_line)?.cells ?? []}
          set={(columns) => change({ ...mapping, columns })}
        />
        <FormFields mapping={mapping} preview={preview} change={change} />
      </Stack>
    </details>
  );
}

interface Chosen {
  mapping: Mapping;
  first: readonly string[];
  set: (columns: Columns) => void;
}

const numberOf = (text: string | null) => (text === null ? null : Number(text));
const textOf = (at: number | null) => (at === null ? null : String(at));

function ColumnFields({ mapping: { columns, ...mapping }, first, set }: Chosen) {
  const data = columnChoices({ columns, ...mapping }, first);
  const money = (part: 'amount' | 'credit' | 'debit', label: string) => (
    <Select
      label={label}
      placeholder="None"
      data={data}
      value={textOf(columns[part])}
      onChange={(at) => set(withAmount(columns, { [part]: numberOf(at) }))}
      clearable
    />
  );
  const other = (part: 'direction' | 'payer' | 'iban' | 'currency', label: string) => (
    <Select
      label={label}
      placeholder="None"
      data={data}
      value={textOf(columns[part])}
      onChange={(at) => set({ ...columns, [part]: numberOf(at) })}
      clearable
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="sm">
      <Select
        label="Day"
        data={data}
        value={String(columns.booked_on)}
        onChange={(at) => set({ ...columns, booked_on: numberOf(at) ?? columns.booked_on })}
        allowDeselect={false}
      />
      {money('amount', 'Amount')}
      {money('credit', 'Money in')}
      {money('debit', 'Money out')}
      {other('direction', 'In or out, said by')}
      {other('payer', 'Name of the other side')}
      {other('iban', 'Account of the other side')}
      <MultiSelect
        label="Text"
        data={data}
        value={columns.text.map(String)}
        onChange={(all) => set({ ...columns, text: all.map(Number) })}
      />
      {other('currency', 'Currency')}
    </SimpleGrid>
  );
}

interface Form {
  mapping: Mapping;
  preview: PreviewView;
  change: (mapping: Mapping) => void;
}

function FormFields({ mapping, preview, change }: Form) {
  const toLine = (line: number) => {
    const headings = preview.sample.find((record) => record.line === line)?.cells ?? [];
    change({ ...mapping, header_line: line, headings: headings.map((cell) => cell.trim()) });
  };
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm">
        <Select
          label="Days are written"
          data={DATES}
          value={mapping.date_format}
          onChange={(next) => change({ ...mapping, date_format: next as Mapping['date_format'] })}
          allowDeselect={false}
        />
        <Select
          label="Amounts are written"
          data={MARKS}
          value={mapping.decimal_mark}
          onChange={(next) => change({ ...mapping, decimal_mark: next as Mapping['decimal_mark'] })}
          allowDeselect={false}
        />
        <Select
          label="Columns are parted by"
          data={DELIMITERS}
          value={mapping.delimiter}
          onChange={(next) => change({ ...mapping, delimiter: next ?? mapping.delimiter })}
          allowDeselect={false}
        />
        <NumberInput
          label="Headings in line"
          description="0 where there are none."
          value={mapping.header_line}
          onChange={(next) => toLine(Number(next) || 0)}
          min={0}
          max={1000}
        />
        <NumberInput
          label="Lines below the bookings"
          description="A balance, for example."
          value={mapping.footer_lines}
          onChange={(next) => change({ ...mapping, footer_lines: Number(next) || 0 })}
          min={0}
          max={100}
        />
        <TextInput
          label="Currency of the account"
          description="Three letters."
          defaultValue={mapping.currency}
          onBlur={(event) => {
            const code = event.currentTarget.value.trim().toUpperCase();
            if (/^[A-Z]{3}$/.test(code)) change({ ...mapping, currency: code });
          }}
        />
      </SimpleGrid>
      <Checkbox
        label="Incoming money is written as a negative amount"
        checked={mapping.reversed}
        onChange={(event) => change({ ...mapping, reversed: event.currentTarget.checked })}
      />
    </>
  );
}
