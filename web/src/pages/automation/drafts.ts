// Drafts of automations as the server gives them: the list of all that is being written.
import { useView } from '../../api/query';
import { useMay } from '../../api/session';

/** As text by hand, or as the steps; whichever was written last. */
export interface Words {
  text: string | null;
  document: unknown;
}

export interface DraftLine {
  id: string;
  /** What the next save has to name. */
  rv: number;
  /** Of which it will be the next version; null for a new one. */
  automation: string | null;
  /** Empty while its words do not say. */
  name: string;
  /** The number of the version it was begun from; 0 for a new one. */
  begun_from: number;
  saved_at: string;
  saved_by: string | null;
}

export type Draft = DraftLine & Words;

/** What is being written, the last saved first; nothing for whoever may not write. */
export function useDrafts(): readonly DraftLine[] {
  const may = useMay('automation_draft.save');
  return useView<{ items: DraftLine[] }>('/automation_drafts', { enabled: may }).data?.items ?? [];
}
