// Who works here: names where only an id is known, and a list to choose an owner from.
import type { Page } from './cursor';
import { useView } from './query';
import { useSession, type UserView } from './session';

interface Choice {
  value: string;
  label: string;
}

export interface Staff {
  nameOf: (id: string | null | undefined) => string | undefined;
  /** Active ones, as a select shows them. */
  choices: Choice[];
  /** The same, and this one even where that person left. */
  choicesWith: (also: string | null | undefined) => Choice[];
}

/** Whoever may not list the staff still knows themselves. */
export function useStaff(): Staff {
  const { user } = useSession();
  const { data } = useView<Page<UserView>>('/users', { query: { limit: 200 } });
  const all = data?.items ?? [user];
  const choicesWith = (also: string | null | undefined) =>
    all
      .filter(({ id, active }) => active || id === also)
      .map(({ id, name, active }) => ({ value: id, label: active ? name : `${name} (not active)` }));
  return { nameOf: (id) => all.find((one) => one.id === id)?.name, choices: choicesWith(null), choicesWith };
}
