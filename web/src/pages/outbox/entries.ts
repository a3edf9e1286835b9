// The outbox as the server gives it: a page of mails, how many stand in each state, and whether mail can leave.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { flatten, type Page } from '../../api/cursor';
import { send } from '../../api/http';
import type { Problem } from '../../api/problem';
import { keyOf } from '../../api/query';

export const STATES = [
  'queued',
  'sending',
  'failed',
  'uncertain',
  'composed',
  'done',
  'skipped',
  'cancelled',
] as const;
export type State = (typeof STATES)[number];

export interface Entry {
  id: string;
  key: string;
  kind: 'mail' | 'account_mail' | 'code_mail' | 'report_mail';
  state: State;
  /** Why it waits, or how it ended, in the server's words. */
  why: string;
  /** When what it waits for is over, where that is known. */
  until: string | null;
  message: string | null;
  contact: string | null;
  name: string | null;
  subject: string | null;
  class: string | null;
  automated: boolean;
  attempts: number;
  note: string | null;
  made_at: string;
  due_at: string;
  done_at: string | null;
}

interface Outbox {
  page: Page<Entry>;
  counts: Record<State, number>;
  set_up: boolean;
}

export const WORDS: Record<State, string> = {
  queued: 'Waiting',
  sending: 'Leaving now',
  failed: 'Not taken',
  uncertain: 'Nobody knows',
  composed: 'Composed only',
  done: 'Taken by the server',
  skipped: 'Not sent',
  cancelled: 'Kept back',
};

export const mayRelease = (state: State) =>
  ['queued', 'failed', 'uncertain', 'skipped', 'cancelled'].includes(state);
export const mayCancel = (state: State) => ['queued', 'failed', 'uncertain'].includes(state);

export function useOutbox(state: State | undefined, limit = 50) {
  const query = { state, limit };
  const nouns = ['mail', 'message', 'effect', 'setting', 'suppression'];
  const pages = useInfiniteQuery({
    queryKey: [...keyOf('/outbox', { query, nouns }), 'outbox'],
    queryFn: ({ pageParam, signal }) =>
      send<Outbox>('GET', '/outbox', { query: { ...query, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const newest = pages.data?.pages[0];
  return {
    rows: flatten(pages.data?.pages.map(({ page }) => page)),
    counts: newest?.counts,
    setUp: newest?.set_up,
    pending: pages.isPending,
    problem: pages.error as Problem | null,
    more: pages.hasNextPage,
    loading: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    again: () => void pages.refetch(),
  };
}
