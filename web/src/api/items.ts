// Answers that come whole, without a cursor, as a table expects them.
import type { Problem } from './problem';
import type { List } from './query';

interface Whole<T> {
  data: readonly T[] | undefined;
  isPending: boolean;
  error: Problem | null;
  refetch: () => unknown;
}

export function asList<T extends { id: string }>({ data, isPending, error, refetch }: Whole<T>): List<T> {
  return {
    rows: data ? [...data] : [],
    pending: isPending,
    problem: error,
    more: false,
    loading: false,
    loadMore: () => undefined,
    again: () => void refetch(),
  };
}
