// What the list of leads shows; every choice stands in the address.
import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { ServiceView } from '../../api/crm';
import { useView } from '../../api/query';
import { useStaff } from '../../api/staff';

export const FILTERS = ['state', 'owner', 'service', 'q', 'week', 'part'] as const;
export type Filter = (typeof FILTERS)[number];
export type Chosen = Partial<Record<Filter, string>>;

export const STATES = ['open', 'qualified', 'nurtured', 'declined', 'closed'].map((value) => ({
  value,
  label: value.charAt(0).toUpperCase() + value.slice(1),
}));

interface Choice {
  chosen: Chosen;
  set: (change: Partial<Record<Filter, string | null>>) => void;
}

export function LeadFilters({ chosen, set }: Choice) {
  const { choices } = useStaff();
  const services = useView<ServiceView[]>('/services').data ?? [];
  return (
    <Group gap="xs" mb="md">
      <SearchBox label="Search leads" value={chosen.q ?? ''} set={(q) => set({ q })} />
      <Select
        aria-label="State"
        placeholder="Any state"
        data={STATES}
        value={chosen.state ?? null}
        onChange={(state) => set({ state })}
        clearable
        w={140}
      />
      <Select
        aria-label="Owner"
        placeholder="Anybody's"
        data={choices}
        value={chosen.owner ?? null}
        onChange={(owner) => set({ owner })}
        clearable
        w={160}
      />
      {services.length > 1 ? (
        <Select
          aria-label="Service"
          placeholder="Any service"
          data={services.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen.service ?? null}
          onChange={(service) => set({ service })}
          clearable
          w={170}
        />
      ) : null}
    </Group>
  );
}

/** Asks a moment after the last key; a link that takes the words out of the address empties it. */
export function SearchBox({
  label,
  value,
  set,
}: {
  label: string;
  value: string;
  set: (text: string | null) => void;
}) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    if (!value) setTyped('');
  }
  const later = useDebouncedCallback((text: string) => set(text.trim() || null), 200);
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
      style={{ flex: '1 1 180px', maxWidth: 320 }}
    />
  );
}
