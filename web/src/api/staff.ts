// Who works here: names for ids, and a list to choose an owner from.
import type { Page } from './cursor';
import { useView } from './query';
import { useSession } from './session';

interface Colleague {
  id: string;
  name: string;
  active: boolean;
}

/** Whoever may not list the staff still knows themselves. */
export function useStaff() {
  const { user } = useSession();
  const { data } = useView<Page<Colleague>>('/users', { query: { limit: 200 } });
  const all = data?.items ?? [{ id: user.id, name: user.name, active: true }];
  return {
    nameOf: (id: string | null | undefined) => all.find((one) => one.id === id)?.name,
    choices: all.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name })),
  };
}
