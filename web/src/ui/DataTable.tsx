// A list of records: sortable, virtual above 100 rows, "load more" behind a cursor, two-line rows on a phone.
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type ReactNode } from 'react';
import type { List } from '../api/query';
import { ProblemNote } from './ProblemNote';
import { TableFoot } from './TableFoot';
import { PhoneRow, TableHead, TableRow } from './TableRow';
import { WaitingRows } from './Waiting';
import { useFilters } from './filters';
import { inOrder, nextOrder, orderOf, orderText, type Column, type Order } from './table';

const VIRTUAL_ABOVE = 100;

interface Table<T extends { id: string }> {
  label: string;
  list: List<T>;
  columns: readonly Column<T>[];
  /** Where a row leads; the first column is the link. */
  to?: (row: T) => string;
  empty: ReactNode;
  /** The order stands in the address, so that it is kept with a view: the one list of its screen. */
  addressed?: boolean;
}

export function DataTable<T extends { id: string }>({
  label,
  list,
  columns,
  to,
  empty,
  addressed = false,
}: Table<T>) {
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [order, setOrder] = useOrder(addressed);
  const box = useRef<HTMLDivElement>(null);
  const rows = inOrder(list.rows, columns, order);
  const virtual = rows.length > VIRTUAL_ABOVE;
  const scroller = useVirtualizer({
    count: virtual ? rows.length : 0,
    getScrollElement: () => box.current,
    estimateSize: () => (phone ? 61 : 47),
    overscan: 10,
  });

  if (list.pending) return <WaitingRows count={10} />;
  if (list.problem && rows.length === 0) return <ProblemNote problem={list.problem} again={list.again} />;
  if (rows.length === 0) return <>{empty}</>;

  const Row = phone ? PhoneRow : TableRow;
  const row = (each: T, index: number) => (
    <Row key={each.id} row={each} index={index} columns={columns} to={to?.(each)} />
  );
  const shown = virtual ? scroller.getVirtualItems() : [];
  return (
    <>
      <div
        className="table-box"
        ref={box}
        role="table"
        aria-label={label}
        aria-rowcount={list.more ? -1 : rows.length + 1}
        data-tall={virtual || undefined}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling box must scroll by key
        tabIndex={virtual ? 0 : undefined}
      >
        {phone ? null : (
          <TableHead columns={columns} order={order} turn={(key) => setOrder(nextOrder(order, key))} />
        )}
        {virtual ? (
          <div role="rowgroup" style={{ height: scroller.getTotalSize(), position: 'relative' }}>
            {shown.map(({ index, start }) => (
              <div
                key={rows[index]!.id}
                role="presentation"
                style={{ position: 'absolute', insetInline: 0, transform: `translateY(${start}px)` }}
              >
                {row(rows[index]!, index)}
              </div>
            ))}
          </div>
        ) : (
          <div role="rowgroup">{rows.map(row)}</div>
        )}
      </div>
      <TableFoot list={list} sorted={order !== null} />
    </>
  );
}

function useOrder(addressed: boolean): [Order | null, (order: Order | null) => void] {
  const [here, setHere] = useState<Order | null>(null);
  const [{ sort }, set] = useFilters(['sort']);
  return addressed ? [orderOf(sort), (order) => set({ sort: orderText(order) })] : [here, setHere];
}
