// What automations will write until tomorrow evening, before any of it is queued: by the waits of their runs.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { send } from '../../api/http';
import type { Problem } from '../../api/problem';
import { keyOf } from '../../api/query';
import { useMay } from '../../api/session';
import { isByTomorrow, tomorrowOf } from './leaving';

export interface Coming {
  run: string;
  automation: string;
  automation_name: string;
  subject: string;
  contact: string | null;
  name: string | null;
  step: string;
  stands_at: string | null;
  /** Not before. */
  at: string;
  template: string | null;
  title: string | null;
  verb: string;
  class: string;
  /** The steps that decide whether it comes to it; nothing where it surely does. */
  depends: string[];
  likely: boolean;
  asks: boolean;
  left_out: boolean;
}

interface Page {
  items: Coming[];
  next: string | null;
  stopped: boolean;
}

/** So many runs are looked through, a page of the server at a time. */
const MOST_PAGES = 10;

export function useComing(now: Date, zone: string, enabled: boolean) {
  const may = useMay('run.coming');
  // a day after tomorrow's noon in London has tomorrow's midnight in it, wherever somebody looks from
  const until = new Date(Date.parse(`${tomorrowOf(now, zone)}T12:00:00Z`) + 86_400_000).toISOString();
  const query = { until, limit: 200 };
  const nouns = ['automation', 'message', 'approval', 'setting'];
  const pages = useInfiniteQuery({
    queryKey: [...keyOf('/runs/coming', { query, nouns }), 'coming'],
    queryFn: ({ pageParam, signal }) =>
      send<Page>('GET', '/runs/coming', { query: { ...query, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: enabled && may,
  });
  const loaded = pages.data?.pages ?? [];
  const rows = loaded.flatMap(({ items }) => items).filter(({ at }) => isByTomorrow(at, now, zone));
  return {
    rows,
    pages: loaded,
    stopped: loaded[0]?.stopped ?? false,
    pending: may && pages.isPending,
    problem: pages.error as Problem | null,
    more: pages.hasNextPage && loaded.length < MOST_PAGES,
    /** There are more runs than were looked through. */
    cut: pages.hasNextPage && loaded.length >= MOST_PAGES,
    loading: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    again: () => void pages.refetch(),
  };
}

/** One key for a message of a run: a run writes several. */
export const keyOfComing = ({ run, step }: Pick<Coming, 'run' | 'step'>) => `${run} ${step}`;

/** How sure it is, in words. */
export function saySure({ left_out: out, depends, likely, asks }: Coming): string {
  if (out) return 'Left out';
  if (depends.length && !likely) return 'Only if something changes';
  if (depends.length) return 'Perhaps';
  return asks ? 'Once somebody says yes' : 'Will be written';
}
