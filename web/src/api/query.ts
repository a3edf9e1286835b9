// Queries: what is on screen, cached, refreshed when a fact touches its nouns.
import { QueryClient, keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { cursorAfter, flatten, type Page } from './cursor';
import { send, type Query } from './http';
import { concerns, nounOfPath, type Change } from './nouns';
import { Problem } from './problem';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, cause) =>
        count < 1 && cause instanceof Problem && (cause.status === 0 || cause.status >= 502),
    },
  },
});

export interface Sight {
  query?: Query;
  /** Nouns this view speaks of beside the one in its path; `*` for all. */
  nouns?: readonly string[];
  enabled?: boolean;
}

type Key = readonly [path: string, query: Query, nouns: readonly string[]];

export function keyOf(path: string, { query = {}, nouns = [] }: Sight = {}): Key {
  return [path, query, [nounOfPath(path), ...nouns]];
}

export function viewOptions<T>(path: string, sight: Sight = {}) {
  return {
    queryKey: keyOf(path, sight),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      send<T>('GET', path, { query: sight.query ?? {}, signal }),
  };
}

/** One view: `useView<Lead>('/leads/lead_…')`. */
export function useView<T>(path: string, sight: Sight = {}) {
  return useQuery<T, Problem>({ ...viewOptions<T>(path, sight), enabled: sight.enabled ?? true });
}

/** A list with "load more": rows of all pages loaded so far, and what is needed to go on. */
export function useList<T extends { id: string }>(path: string, sight: Sight = {}) {
  const { query = {}, enabled = true } = sight;
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(path, sight), 'list'],
    queryFn: ({ pageParam, signal }) =>
      send<Page<T>>('GET', path, { query: { limit: 100, ...query, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: cursorAfter,
    placeholderData: keepPreviousData,
    enabled,
  });
  return {
    rows: flatten(pages.data?.pages),
    pending: pages.isPending,
    problem: pages.error as Problem | null,
    more: pages.hasNextPage,
    loading: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    again: () => void pages.refetch(),
  };
}

export type List<T extends { id: string }> = ReturnType<typeof useList<T>>;

interface Paged extends Loaded {
  problem: Problem | null;
}

interface EveryPage {
  busy: boolean;
  go: () => void;
  stop: () => void;
}

/** Loads the pages that follow to the last one: everything that matches is here, and can be chosen. */
export function useEveryPage(list: Paged, whole: () => void): EveryPage {
  const [busy, setBusy] = useState(false);
  const { more, loading, loadMore, problem } = list;
  useEffect(() => {
    if (!busy || loading) return;
    if (more && !problem) {
      loadMore();
    } else {
      setBusy(false);
      if (!problem) whole();
    }
  }, [busy, loading, more, problem, loadMore, whole]);
  return { busy, go: () => setBusy(true), stop: () => setBusy(false) };
}

interface Loaded {
  rows: readonly unknown[];
  more: boolean;
  loading: boolean;
  loadMore: () => void;
}

/** Loads the pages that follow by itself, up to so many rows: what is counted or sorted here has to be here. */
export function useUpTo(most: number, list: Loaded) {
  const { rows, more, loading, loadMore } = list;
  useEffect(() => {
    if (more && !loading && rows.length < most) loadMore();
  });
}

let held = 0;

/** While a batch runs, what it changes is not asked for again after each single command, but once at its end. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  held += 1;
  try {
    return await work();
  } finally {
    held -= 1;
    if (held === 0) void queryClient.invalidateQueries();
  }
}

function refresh(change: Change) {
  if (held > 0) return;
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => {
      const [path, , nouns] = queryKey as unknown as Key;
      return Array.isArray(nouns) && concerns(nouns, path, change);
    },
  });
}

let waiting: Change[] = [];

/** A fact was told. An import tells thousands: they are gathered for a moment and refresh once. */
export function changed(change: Change) {
  waiting.push(change);
  if (waiting.length > 1) return;
  setTimeout(() => {
    const seen = new Map(waiting.map((each) => [`${each.kind} ${each.subject}`, each]));
    waiting = [];
    if (seen.size > 50 && held === 0) void queryClient.invalidateQueries();
    else seen.forEach(refresh);
  }, 120);
}

/** Our own command succeeded: its noun is refreshed at once, whether or not the live line is up. */
export function touched(verb: string) {
  refresh({ kind: verb });
}
