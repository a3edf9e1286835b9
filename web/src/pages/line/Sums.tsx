// Sums under a figure, one line for each currency.
import type { Money } from '../../api/views';
import { useMoney } from '../../ui/Money';

export function Sums({ of }: { of: Money[] }) {
  const say = useMoney();
  return of.map((sum) => (
    <span key={sum.currency} className="week-money">
      {say(sum)}
    </span>
  ));
}
