// What a list shows stands in the address: a link to it shows the same list to somebody else.
import { useNavigate, useSearch } from '@tanstack/react-router';

type Words<K extends string> = Partial<Record<K, string>>;

/** The named filters of this address, and how to set some of them; an empty one leaves the address. */
export function useFilters<K extends string>(
  names: readonly K[],
): [Words<K>, (change: Partial<Record<K, string | null>>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const now: Words<K> = {};
  for (const name of names) {
    const value = search[name];
    if (value !== undefined && value !== null && value !== '') now[name] = String(value);
  }
  const set = (change: Partial<Record<K, string | null>>) => {
    const next = Object.entries({ ...search, ...change }).filter(
      ([, value]) => value !== null && value !== '',
    );
    void navigate({ to: '.', search: Object.fromEntries(next) as never, replace: true, resetScroll: false });
  };
  return [now, set];
}
