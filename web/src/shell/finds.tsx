// What the search box offers for a text: records the server found, actions, screens.
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconKeyboard, IconMoon, IconPlus, IconSun, type Icon } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Page } from '../api/cursor';
import { useView } from '../api/query';
import type { HitView } from '../api/views';
import { show } from './desk';
import { PLACES } from './nav';
import { NounSign } from './NounSign';
import { nounLabel, recordPath } from './records';

export interface Find {
  id: string;
  label: string;
  detail?: string | null;
  /** What kind of thing it is. */
  note?: string;
  sign: ReactNode;
  run: () => void;
}

export interface FindGroup {
  title: string;
  finds: readonly Find[];
}

/** Groups with something in them; records first. */
export function useFinds(query: string): readonly FindGroup[] {
  const text = query.trim().toLowerCase();
  const named = ({ label }: Find) => label.toLowerCase().includes(text);
  const { near, finds } = useRecords(text);
  const groups = [
    { title: near ? 'Did you mean' : 'Records', finds },
    { title: 'Do', finds: useDeeds().filter(named) },
    { title: 'Go to', finds: usePlaces().filter(named) },
  ];
  return groups.filter(({ finds }) => finds.length > 0);
}

/** Asks the server a moment after the last key; one letter finds too much to be of use. */
function useRecords(text: string): { near: boolean; finds: Find[] } {
  const navigate = useNavigate();
  const [settled] = useDebouncedValue(text, 120);
  const { data } = useView<Page<HitView> & { near: boolean }>('/search', {
    query: { q: settled, limit: 8 },
    enabled: settled.length > 1,
  });
  if (text.length < 2) return { near: false, finds: [] };
  const finds = (data?.items ?? []).flatMap(({ id, title, detail }) => {
    const to = recordPath(id);
    const shown = {
      id,
      label: title,
      detail: detail ?? null,
      note: nounLabel(id),
      sign: <NounSign id={id} />,
    };
    return to ? [{ ...shown, run: () => void navigate({ to }) }] : [];
  });
  return { near: data?.near ?? false, finds };
}

function sign(Sign: Icon) {
  return <Sign size={18} stroke={1.7} aria-hidden />;
}

function useDeeds(): Find[] {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const other = dark ? ('light' as const) : ('dark' as const);
  return [
    { id: 'add', label: 'Add a lead', sign: sign(IconPlus), run: () => show('add') },
    {
      id: 'scheme',
      label: `Switch to ${other}`,
      sign: sign(dark ? IconSun : IconMoon),
      run: () => setColorScheme(other),
    },
    { id: 'keys', label: 'Show keyboard shortcuts', sign: sign(IconKeyboard), run: () => show('keys') },
  ];
}

function usePlaces(): Find[] {
  const navigate = useNavigate();
  return PLACES.map(({ to, label, icon }) => ({
    id: to,
    label,
    sign: sign(icon),
    run: () => void navigate({ to }),
  }));
}
