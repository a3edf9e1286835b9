// Who works here: names where only an id is known, and a list to choose an owner from.
import type { Page } from './cursor';
import { useView } from './query';
import type { components } from './schema';
import { useSession, type UserView } from './session';

const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', timeZone: 'UTC' });

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

type Absences = components['schemas']['AbsenceList'];

/** Whoever may not list the staff still knows themselves. */
export function useStaff(): Staff {
  const { user } = useSession();
  const { data } = useView<Page<UserView>>('/users', { query: { limit: 200 } });
  const absences = useView<Absences>('/absences', { nouns: ['setting', 'absence'] });
  const all = data?.items ?? [user];
  const until = (id: string) => absences.data?.items.find((one) => one.user === id && one.now)?.days.until;
  const labelOf = ({ id, name, active }: UserView) => {
    const day = until(id);
    if (!active) return `${name} (not active)`;
    return day ? `${name} (away until ${DAY.format(new Date(`${day}T00:00:00Z`))})` : name;
  };
  const choicesWith = (also: string | null | undefined) =>
    all
      .filter(({ id, active }) => active || id === also)
      .map((one) => ({ value: one.id, label: labelOf(one) }));
  return { nameOf: (id) => all.find((one) => one.id === id)?.name, choices: choicesWith(null), choicesWith };
}
