// A value that is written down, as its schema asks for it: a switch, a number, a choice, an amount, a text.
import { NumberInput, Select, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useBusiness } from '../../../api/session';
import type { Money } from '../../../api/views';
import { readAmount, writeAmount } from '../../../ui/amount';
import type { Choosing, Written } from './Args';
import { plain, type Schema } from './catalogue';
import type { Wait } from './document';
import { DelayFields } from './Time';

export function Literal({ shape, schema, value, put, name, fields: _, sample: __, ...rest }: Choosing) {
  const { currency } = useBusiness();
  const text = typeof value === 'string' ? value : '';
  const said = (next: string) => put(next || (rest.required ? '' : undefined));
  switch (shape) {
    case 'flag':
      return (
        <Switch
          {...rest}
          required={false}
          checked={value === true}
          onChange={(event) => put(event.currentTarget.checked || undefined)}
        />
      );
    case 'int':
      return (
        <NumberInput
          {...rest}
          allowDecimal={false}
          {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
          {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => put(next === '' ? undefined : Number(next))}
        />
      );
    case 'choice':
      return (
        <Select
          {...rest}
          clearable={!rest.required}
          data={choicesOf(schema)}
          value={text || null}
          onChange={(next) => put(next ?? undefined)}
        />
      );
    case 'at':
      return (
        <DelayFields
          label={rest.label}
          error={rest.error}
          value={delayOf(value)}
          onChange={(after) => put({ after })}
        />
      );
    case 'money':
      return <MoneyText {...rest} value={value as Money | undefined} currency={currency} put={put} />;
    case 'data':
      return <Data {...rest} value={value} put={put} />;
    default:
      return ['text', 'detail', 'reason', 'body'].includes(name) ? (
        <Textarea
          {...rest}
          autosize
          minRows={2}
          value={text}
          onChange={(event) => said(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...rest} value={text} onChange={(event) => said(event.currentTarget.value)} />
      );
  }
}

const delayOf = (value: unknown): Wait =>
  value && typeof value === 'object' && 'after' in value
    ? (value.after as Wait)
    : { days: 1, window: 'business' };

function choicesOf(schema: Schema) {
  const words = schema.enum ?? schema.oneOf?.flatMap((each) => each.enum ?? [each.const]) ?? [];
  return words.map((word) => ({ value: String(word), label: plain(String(word)) }));
}

function MoneyText({
  value,
  currency,
  put,
  ...rest
}: Omit<Written, 'value'> & { value: Money | undefined; currency: string }) {
  const [typed, setTyped] = useState(value?.currency ? writeAmount(value) : '');
  const unit = value?.currency ?? currency;
  return (
    <TextInput
      {...rest}
      rightSection={
        <Text size="xs" c="dimmed">
          {unit}
        </Text>
      }
      rightSectionWidth={44}
      value={typed}
      error={
        rest.error ?? (typed && !readAmount(typed, unit) ? 'Write an amount, such as 1250.50' : undefined)
      }
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        put(readAmount(event.currentTarget.value, unit) ?? undefined);
      }}
    />
  );
}

/** What no form can ask for: the data itself. */
function Data({ value, put, ...rest }: Written) {
  const [typed, setTyped] = useState(value === undefined ? '' : JSON.stringify(value));
  const read = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };
  const wrong = typed.trim() !== '' && read(typed) === null;
  return (
    <Textarea
      {...rest}
      autosize
      minRows={1}
      value={typed}
      error={rest.error ?? (wrong ? 'Write it as JSON, such as ["invoice"]' : undefined)}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        put(event.currentTarget.value.trim() ? (read(event.currentTarget.value) ?? undefined) : undefined);
      }}
    />
  );
}
