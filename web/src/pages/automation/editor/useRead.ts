// A published text as the server reads it: the document behind every screen that tells an automation in words.
import { useQuery } from '@tanstack/react-query';
import { post } from '../../../api/call';
import type { Problem } from '../../../api/problem';
import type { Checked } from './useEditor';

export function useRead(text: string | undefined) {
  return useQuery<Checked, Problem>({
    queryKey: ['automation read', text],
    queryFn: async () => (await post<Checked>('/automations/check', { text })).answer,
    enabled: text !== undefined,
    staleTime: Infinity,
  });
}
