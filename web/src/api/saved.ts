// Saved views: the filters, the search and the order of a list under a name, one's own or everybody's.
import type { Page } from './cursor';
import { useView } from './query';

export type ListWord = 'leads' | 'contacts' | 'companies' | 'deals' | 'invoices' | 'tasks' | 'proposals';

export interface SavedView {
  id: string;
  rv: number;
  list: ListWord;
  name: string;
  /** Everybody sees it; else only whoever saved it. */
  shared: boolean;
  /** As the address of the list carries it. */
  query: Record<string, string>;
  owner: string | null;
}

export function useSavedViews(list: ListWord): SavedView[] {
  return useView<Page<SavedView>>('/views', { query: { list } }).data?.items ?? [];
}
