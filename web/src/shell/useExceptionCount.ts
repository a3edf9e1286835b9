// How many exceptions wait for somebody; zero while nobody knows.
import { useView } from '../api/query';

export function useExceptionCount(): number {
  const { data } = useView<{ open: number }>('/exceptions/count', { nouns: ['run', 'mail', 'automation'] });
  return data?.open ?? 0;
}
