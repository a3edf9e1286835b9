// How many exceptions wait for somebody; zero while nobody knows.
import { useView } from '../api/query';
import type { CountView } from '../api/views';

export function useExceptionCount(): number {
  const { data } = useView<CountView>('/exceptions/count', { query: { state: 'open' } });
  return data?.count ?? 0;
}
