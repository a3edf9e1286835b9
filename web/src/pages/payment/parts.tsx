// What the payment screens share: the state as a badge.
import type { PaymentView } from '../../api/cash';
import { StatusBadge } from '../../ui/StatusBadge';

export function PaymentBadge({ payment }: { payment: PaymentView }) {
  if (payment.state === 'voided') return <StatusBadge state="voided" tone="quiet" />;
  if (payment.reconciled) return <StatusBadge state="reconciled" label="On the statement" tone="good" />;
  if (payment.due_at) return <StatusBadge state="waiting" label="Waits for the bank" tone="waiting" />;
  return <StatusBadge state="recorded" tone="good" />;
}
