// The deals of a board by their stage, with the sum of each; and where Shift with an arrow leads.
import type { DealLine, NamedRef } from '../../api/crm';
import type { Money } from '../../api/views';

export interface Lane {
  stage: NamedRef;
  deals: DealLine[];
  sums: Money[];
}

export function lanesOf(stages: readonly NamedRef[], deals: readonly DealLine[]): Lane[] {
  return stages.map((stage) => {
    const here = deals.filter((deal) => deal.stage === stage.id);
    return { stage, deals: here, sums: sumsOf(here) };
  });
}

/** One sum per currency; amounts are never added across. */
export function sumsOf(deals: readonly DealLine[]): Money[] {
  const sums = new Map<string, number>();
  for (const { value } of deals) {
    if (value) sums.set(value.currency, (sums.get(value.currency) ?? 0) + value.minor);
  }
  return [...sums].map(([currency, minor]) => ({ minor, currency }));
}

/** The stage before or after; none at the ends. */
export function beside(stages: readonly NamedRef[], stage: string, step: 1 | -1): NamedRef | undefined {
  const at = stages.findIndex(({ id }) => id === stage);
  return at < 0 ? undefined : stages[at + step];
}
