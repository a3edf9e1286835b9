// What the invoice screens share: the state as a badge, a calendar day, the table of lines with its sums.
import { Table, Text } from '@mantine/core';
import type { InvoiceLine, Priced, PricedLine } from '../../api/billing';
import { useBusiness } from '../../api/session';
import { Money } from '../../ui/Money';
import { StatusBadge } from '../../ui/StatusBadge';
import { percentOf } from '../settings/percent';
import { badgeOf, sayCalendarDay } from './words';

export function InvoiceBadge({ invoice }: { invoice: InvoiceLine }) {
  const { state, label, tone } = badgeOf(invoice);
  return <StatusBadge state={state} label={label} tone={tone} />;
}

/** A day of the business's own calendar: no zone moves it. */
export function Day({ day }: { day: string | null | undefined }) {
  const { locale } = useBusiness();
  if (!day) return <span>–</span>;
  return (
    <time dateTime={day} className="nowrap num">
      {sayCalendarDay(day, locale)}
    </time>
  );
}

export function Charges({ lines, priced }: { lines: PricedLine[]; priced: Priced }) {
  const { totals, discount } = priced;
  return (
    <Table verticalSpacing={6} className="num">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>What</Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            Quantity
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            Price
          </Table.Th>
          <Table.Th ta="end">Net</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line, at) => (
          // the lines of an invoice have no ids; their place is their name
          // oxlint-disable-next-line react/no-array-index-key
          <Table.Tr key={at}>
            <Table.Td>
              {line.title}
              <Text size="sm" c="dimmed" hiddenFrom="sm">
                {line.quantity} {line.unit} × <Money of={line.unit_price} />
              </Text>
              {line.text ? (
                <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-line' }}>
                  {line.text}
                </Text>
              ) : null}
              {line.discount ? (
                <Text size="sm" c="dimmed">
                  less {percentOf(line.discount)} %
                </Text>
              ) : null}
            </Table.Td>
            <Table.Td ta="end" className="nowrap" visibleFrom="sm">
              {line.quantity} {line.unit}
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              <Money of={line.unit_price} />
            </Table.Td>
            <Table.Td ta="end">
              <Money of={priced.nets[at]} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        {discount.minor ? <Sum label="Discount" of={{ ...discount, minor: -discount.minor }} /> : null}
        <Sum label="Net" of={totals.net} />
        {totals.groups.map(({ rate, tax }) => (
          <Sum key={rate} label={`Tax ${percentOf(rate)} %`} of={tax} />
        ))}
        <Sum label="Total" of={totals.gross} strong />
      </Table.Tfoot>
    </Table>
  );
}

interface SumRow {
  label: string;
  of: { minor: number; currency: string };
  strong?: boolean;
}

export function Sum({ label, of, strong = false }: SumRow) {
  return (
    <Table.Tr>
      <Table.Td visibleFrom="sm" colSpan={2} />
      <Table.Th ta="end" fw={strong ? 650 : 400}>
        {label}
      </Table.Th>
      <Table.Td ta="end" fw={strong ? 650 : 400}>
        <Money of={of} />
      </Table.Td>
    </Table.Tr>
  );
}
