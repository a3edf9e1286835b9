// The tax rates the business uses, in basis points; the first is the usual one.
import { useView } from './query';

interface Rates {
  settings: { tax_rates: { name: string; rate: number }[] };
}

export function useBusinessRates(): number[] {
  const { data } = useView<Rates>('/settings/business', { nouns: ['setting', 'business'] });
  return (data?.settings.tax_rates ?? []).map(({ rate }) => rate);
}
