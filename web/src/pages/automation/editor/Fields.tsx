// Choosing a field of a record or a kind of fact: by search, in groups, with what they mean and hold now.
import { MultiSelect, Select, Text, type ComboboxItem } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useView } from '../../../api/query';
import { useBusiness } from '../../../api/session';
import { sayExactly } from '../../../ui/instant';
import type { Catalogue, FactInfo, Seen } from './catalogue';

interface Grouped {
  group: string;
  items: ComboboxItem[];
}

function inGroups<T>(
  all: readonly T[],
  group: (one: T) => string,
  item: (one: T) => ComboboxItem,
): Grouped[] {
  const found = new Map<string, ComboboxItem[]>();
  for (const one of all) found.set(group(one), [...(found.get(group(one)) ?? []), item(one)]);
  return [...found].map(([name, items]) => ({ group: name, items }));
}

export const factGroups = (facts: readonly FactInfo[]) =>
  inGroups(
    facts,
    ({ group }) => group,
    ({ kind, label }) => ({ value: kind, label }),
  );

const option = (label: ReactNode, more: ReactNode) => (
  <div style={{ minWidth: 0 }}>
    <Text size="sm">{label}</Text>
    {more ? (
      <Text size="xs" c="dimmed" lineClamp={2}>
        {more}
      </Text>
    ) : null}
  </div>
);

interface Sample {
  record: string | null;
  values: Record<string, unknown>;
}

/** What the newest record holds, by path. */
export function useSample(subject: string): Record<string, string> {
  const { locale, zone } = useBusiness();
  const seen = useView<Sample>('/automations/sample', { query: { subject }, enabled: subject !== '' });
  const say = (value: unknown): string => {
    if (value && typeof value === 'object' && 'minor' in value) {
      const { minor, currency } = value as { minor: number; currency: string };
      return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(minor / 100);
    }
    if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value))
      return sayExactly(new Date(value), locale, zone);
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    return Array.isArray(value) ? value.map(say).join(', ') : String(value);
  };
  return Object.fromEntries(
    Object.entries(seen.data?.values ?? {}).map(([path, value]) => [path, say(value)]),
  );
}

interface Picking {
  label: string;
  fields: readonly Seen[];
  value: string | null;
  onChange: (path: string | null) => void;
  sample: Record<string, string>;
  /** Shown open, to be chosen from at once. */
  open?: boolean;
  description?: string;
  error?: ReactNode;
  required?: boolean;
  /** Other values than fields: people, for one. */
  more?: readonly Grouped[];
}

export function FieldSelect({
  label,
  fields,
  value,
  onChange,
  sample,
  open = false,
  more = [],
  ...rest
}: Picking) {
  const [opened, setOpened] = useState(open);
  const known =
    fields.some(({ path }) => path === value) ||
    more.some(({ items }) => items.some((one) => one.value === value));
  const odd = value && !known ? [{ group: 'In its text', items: [{ value, label: value }] }] : [];
  const data = [
    ...inGroups(
      fields,
      ({ record }) => record,
      ({ path, label: words }) => ({ value: path, label: words }),
    ),
    ...more,
    ...odd,
  ];
  return (
    <Select
      {...rest}
      label={label}
      placeholder="Choose a field"
      searchable
      data={data}
      value={value}
      onChange={onChange}
      autoFocus={open}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      maxDropdownHeight={320}
      nothingFoundMessage="No field is called so"
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      renderOption={({ option: item }) =>
        option(item.label, sample[item.value] === undefined ? null : `now: ${sample[item.value]}`)
      }
    />
  );
}

interface FactPicking {
  catalogue: Catalogue;
  label: string;
  value: readonly string[];
  onChange: (kinds: string[]) => void;
  description?: string;
  error?: ReactNode;
  required?: boolean;
  placeholder?: string;
  /** Only facts a run could be about. */
  starting?: boolean;
}

export function FactSelect({ catalogue, value, onChange, starting = false, ...rest }: FactPicking) {
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState(false);
  const offered = catalogue.all.facts.filter(
    ({ kind, subjects }) => !starting || subjects.length > 0 || value.includes(kind),
  );
  const data = factGroups(offered);
  return (
    <MultiSelect
      {...rest}
      searchable
      hidePickedOptions
      data={data}
      value={[...value]}
      onChange={(kinds) => {
        onChange(kinds);
        setSearch('');
        setOpened(false);
      }}
      searchValue={search}
      onSearchChange={setSearch}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      maxDropdownHeight={340}
      nothingFoundMessage="Nothing of the kind happens here"
      renderOption={({ option: item }) => option(item.label, catalogue.fact(item.value)?.meaning)}
    />
  );
}

export function OwnerSelect({
  catalogue,
  ...rest
}: {
  catalogue: Catalogue;
  label: string;
  value: string;
  onChange: (word: string) => void;
  error?: ReactNode;
  description?: string;
}) {
  const { roles, users } = catalogue.all;
  const data = [
    { group: 'Whoever has the role', items: roles.map(({ role, label }) => ({ value: role, label })) },
    { group: 'One person', items: users.map(({ id, name }) => ({ value: id, label: name })) },
  ];
  const held = (role: string) => roles.find((each) => each.role === role)?.held_by;
  return (
    <Select
      {...rest}
      data={data}
      allowDeselect={false}
      onChange={(word) => word && rest.onChange(word)}
      renderOption={({ option: item }) => {
        const names = held(item.value);
        return option(item.label, names ? names.join(', ') || 'Nobody has this role' : null);
      }}
    />
  );
}
