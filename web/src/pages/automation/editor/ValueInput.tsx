// What a field is compared with: as its kind is written, or another field of the same kind.
import { MultiSelect, NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useBusiness } from '../../../api/session';
import { numberOf, type Row, type Value } from './cel';
import type { Seen } from './catalogue';
import { FieldSelect } from './Fields';

interface Valuing {
  field: Seen | undefined;
  row: Row;
  scope: readonly Seen[];
  sample: Record<string, string>;
  /** Nothing, where a field was emptied. */
  change: (value: Value | undefined) => void;
}

export function ValueInput({ field, row: { compare, value }, scope, sample, change }: Valuing) {
  const { currency } = useBusiness();
  const label = 'Value';
  if (field?.kind === 'flag')
    return (
      <Select
        label={label}
        allowDeselect={false}
        data={[
          { value: 'yes', label: 'yes' },
          { value: 'no', label: 'no' },
        ]}
        value={value === false ? 'no' : 'yes'}
        onChange={(next) => change(next !== 'no')}
      />
    );
  if (compare === 'in' || compare === 'not_in') {
    const chosen = Array.isArray(value) ? value : [];
    const known = field?.choices ?? [];
    const odd = chosen.filter((one) => !known.some((choice) => choice.value === one));
    return (
      <MultiSelect
        label={label}
        data={[...known, ...odd.map((one) => ({ value: one, label: one }))]}
        value={chosen}
        onChange={change}
      />
    );
  }
  if (field?.of || field?.kind === 'at' || (value && typeof value === 'object' && 'field' in value)) {
    const fields = scope.filter(
      ({ path, of, kind }) =>
        path !== field?.path && kind === (field?.kind ?? kind) && (!field?.of || of === field.of),
    );
    const path = value && typeof value === 'object' && 'field' in value ? value.field : null;
    return (
      <FieldSelect
        label={label}
        fields={fields}
        value={path}
        onChange={(next) => change({ field: next ?? '' })}
        sample={sample}
      />
    );
  }
  if (field?.kind === 'int')
    return (
      <NumberInput
        label={label}
        allowDecimal={false}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => change(numberOf(next))}
        error={typeof value === 'number' ? null : 'Write a number'}
      />
    );
  if (field?.kind === 'money') {
    const typed = value && typeof value === 'object' && 'money' in value ? value.money : '';
    return (
      <TextInput
        label={label}
        rightSection={
          <Text size="xs" c="dimmed">
            {currency}
          </Text>
        }
        rightSectionWidth={44}
        value={typed.replace(/\s[A-Z]{3}$/, '')}
        onChange={(event) => change({ money: `${event.currentTarget.value} ${currency}` })}
      />
    );
  }
  if (field?.choices.length && typeof value !== 'number')
    return (
      <Select
        label={label}
        searchable
        allowDeselect={false}
        data={field.choices}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => change(next ?? '')}
      />
    );
  return (
    <TextInput
      label={label}
      value={typeof value === 'string' ? value : String(value ?? '')}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
