// The texts that may be sent, by slug.
import type { Page } from '../../api/cursor';
import { useView } from '../../api/query';

/** Each text once, whatever languages it has. */
export function useApprovedTexts(): string[] {
  const { data } = useView<Page<{ id: string; slug: string }>>('/templates', {
    query: { kind: 'message', state: 'approved', limit: 200 },
  });
  return [...new Set((data?.items ?? []).map(({ slug }) => slug))];
}
