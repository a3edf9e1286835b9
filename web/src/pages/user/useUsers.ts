// The staff by id: names where only an id is known, and choices for owners.
import type { Page } from '../../api/cursor';
import { useView } from '../../api/query';
import type { UserView } from '../../api/session';

export interface Users {
  all: readonly UserView[];
  nameOf: (id: string | null | undefined) => string | undefined;
  /** Active ones, as a select shows them; `also` stays choosable even where that person left. */
  choices: (also?: string | null) => { value: string; label: string }[];
}

export function useUsers(): Users {
  const { data } = useView<Page<UserView>>('/users', { query: { limit: 200 } });
  const all = data?.items ?? [];
  const nameOf = (id: string | null | undefined) => all.find((user) => user.id === id)?.name;
  const choices = (also?: string | null) =>
    all
      .filter((user) => user.active || user.id === also)
      .map((user) => ({ value: user.id, label: user.active ? user.name : `${user.name} (not active)` }));
  return { all, nameOf, choices };
}
