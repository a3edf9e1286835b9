// What a button asks for, or a call from outside brings: one input for each value, by its kind.
import { Checkbox, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useBusiness } from '../../api/session';
import { readAmount } from '../../ui/amount';
import { plain, takeKind } from './editor/catalogue';
import type { Take, Takes } from './editor/document';

export type Given = Record<string, string | number | boolean>;

interface Giving {
  asked: Takes;
  given: Given;
  change: (next: Given) => void;
}

export function GivenFields({ asked, given, change }: Giving) {
  const all = Object.entries(asked);
  if (!all.length) return null;
  const put = (name: string, value: Given[string]) => change({ ...given, [name]: value });
  return (
    <Stack gap="xs" mt="sm">
      {all.map(([name, take]) => (
        <OneGiven
          key={name}
          label={plain(name)}
          take={take}
          value={given[name]}
          put={(value) => put(name, value)}
        />
      ))}
    </Stack>
  );
}

interface One {
  label: string;
  take: Take;
  value: Given[string] | undefined;
  put: (value: Given[string]) => void;
}

function OneGiven({ label, take, value, put }: One) {
  const { currency } = useBusiness();
  const required = typeof take === 'string' || !take.optional;
  switch (takeKind(take)) {
    case 'number':
      return (
        <NumberInput
          label={label}
          withAsterisk={required}
          allowDecimal={false}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => put(typeof next === 'number' ? next : '')}
        />
      );
    case 'flag':
      return (
        <Checkbox
          label={label}
          checked={value === true}
          onChange={(event) => put(event.currentTarget.checked)}
        />
      );
    case 'instant':
      return (
        <TextInput
          label={label}
          withAsterisk={required}
          type="datetime-local"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => put(event.currentTarget.value)}
        />
      );
    case 'money':
      return (
        <TextInput
          label={label}
          inputMode="decimal"
          rightSection={<Text size="xs">{currency}</Text>}
          rightSectionWidth={48}
          withAsterisk={required}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => put(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          label={label}
          withAsterisk={required}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => put(event.currentTarget.value)}
        />
      );
  }
}

/** As the server reads it: only what was filled in; what is no amount is the server's to refuse. */
export function entered(asked: Takes, given: Given, currency: string): Record<string, unknown> {
  const filled = Object.entries(asked).flatMap(([name, take]) => {
    const value = given[name];
    if (takeKind(take) === 'flag') return [[name, value === true] as const];
    return value === undefined || value === '' ? [] : [[name, asSent(take, value, currency)] as const];
  });
  return Object.fromEntries(filled);
}

function asSent(take: Take, value: Given[string], currency: string): unknown {
  if (takeKind(take) === 'instant') return new Date(String(value)).toISOString();
  if (takeKind(take) === 'money') return readAmount(String(value), currency) ?? value;
  return value;
}
