// Finds a record by its name or number, of the nouns that can stand here.
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Page } from '../api/cursor';
import { nounOfId } from '../api/nouns';
import { useView } from '../api/query';
import type { HitView } from '../api/views';
import { nounLabel } from './records';

/** Records a message can speak of: what they are called and worth fills its fields. */
export const SPOKEN_OF = [
  'deal',
  'proposal',
  'agreement',
  'project',
  'milestone',
  'invoice',
  'credit_note',
  'payment',
] as const;

interface Picking {
  label: string;
  placeholder: string;
  /** Only records of these. */
  nouns: readonly string[];
  chosen: string | null;
  choose: (id: string | null) => void;
  /** In a row of filters: its label is heard, not seen. */
  bare?: boolean;
}

export function RecordPicker({ label, placeholder, nouns, chosen, choose, bare = false }: Picking) {
  const [typed, setTyped] = useState('');
  const [kept, setKept] = useState<{ value: string; label: string } | null>(null);
  const [settled] = useDebouncedValue(typed.trim(), 120);
  const enabled = settled.length > 1 && settled !== kept?.label;
  const { data } = useView<Page<HitView>>('/search', { query: { q: settled, limit: 8 }, enabled });
  const hits = enabled ? (data?.items ?? []) : [];
  const found = hits
    .filter(({ id }) => nouns.includes(nounOfId(id)))
    .map(({ id, title }) => ({ value: id, label: `${title} (${nounLabel(id)})` }));
  const choices = kept && !found.some(({ value }) => value === kept.value) ? [kept, ...found] : found;
  return (
    <Select
      {...(bare ? { 'aria-label': label } : { label, mb: 'sm' })}
      placeholder={placeholder}
      data={choices}
      value={chosen}
      onChange={(id) => {
        setKept(found.find(({ value }) => value === id) ?? null);
        choose(id);
      }}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={settled.length > 1 ? 'No record is called that.' : undefined}
      searchable
      clearable
    />
  );
}
