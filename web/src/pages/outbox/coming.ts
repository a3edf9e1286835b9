// What automations will write until tomorrow evening, before any of it is queued: by the waits of their runs.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { send } from '../../api/http';
import type { Problem } from '../../api/problem';
import { keyOf } from '../../api/query';
import { useMay } from '../../api/session';
import { tomorrowOf } from '../../ui/instant';
import { inWords } from '../../ui/StatusBadge';
import { isByTomorrow } from './leaving';

/** What a step has to come to before the message is written. */
export interface Proviso {
  step: string;
  comes:
    | 'condition'
    | 'fact'
    | 'no_fact'
    | 'answer'
    | 'no_answer'
    | 'yes'
    | 'no_yes'
    | 'done'
    | 'fails'
    | 'ended';
}

/** How a run will begin that has not. */
export interface Begins {
  how: 'date' | 'schedule' | 'silence' | 'existing';
  at: string;
  /** Why nobody would be taken in as things stand. */
  not: string | null;
}

export interface Coming {
  /** Nothing where its run has not begun. */
  run: string | null;
  begins: Begins | null;
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
  /** What has to come out so before it comes to it; nothing where it surely does. */
  depends: Proviso[];
  likely: boolean;
  asks: boolean;
  left_out: boolean;
}

interface Page {
  items: Coming[];
  next: string | null;
  stopped: boolean;
  not_looked_at: number;
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
    /** Records a schedule begins for that were not looked at. */
    notLookedAt: loaded.reduce((sum, page) => sum + page.not_looked_at, 0),
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

/** One key for a message of a run, also of one that has not begun: a run writes several. */
export const keyOfComing = (one: Pick<Coming, 'run' | 'step' | 'automation' | 'subject'>) =>
  `${one.run ?? `${one.automation} ${one.subject}`} ${one.step}`;

const COMES: Record<Proviso['comes'], (step: string) => string> = {
  condition: (step) => `“${step}” leads to it`,
  fact: (step) => `what “${step}” waits for happens`,
  no_fact: (step) => `what “${step}” waits for does not happen in time`,
  answer: (step) => `“${step}” is answered so`,
  no_answer: (step) => `nobody answers “${step}” in time`,
  yes: (step) => `somebody says yes to “${step}”`,
  no_yes: (step) => `nobody says yes to “${step}”`,
  done: (step) => `“${step}” succeeds`,
  fails: (step) => `“${step}” fails`,
  ended: (step) => `what “${step}” started has ended`,
};

/** “what “wait” waits for happens, and somebody says yes to “large””; nothing where it surely is written. */
export function sayProvisos({ depends, step }: Pick<Coming, 'depends' | 'step'>): string {
  const others = depends.filter((each) => each.step !== step);
  const own = others.length < depends.length ? ['its own condition holds then'] : [];
  const words = [...others.map((each) => COMES[each.comes](inWords(each.step))), ...own];
  return words.join(words.length > 2 ? ', and ' : ' and ');
}

const BEGINS: Record<Begins['how'], string> = {
  date: 'Begins by its day',
  schedule: 'Begins by its schedule',
  silence: 'Begins if nothing is heard until then',
  existing: 'Is taken in from before',
};

export const sayBegins = ({ how }: Pick<Begins, 'how'>): string => BEGINS[how];

/** How sure it is, in words. */
export function saySure({ left_out: out, depends, likely, asks, begins }: Coming): string {
  if (out) return 'Left out';
  if (!likely) return 'Only if something changes';
  if (depends.length || begins?.how === 'silence') return 'Perhaps';
  return asks ? 'Once somebody says yes' : 'Will be written';
}
