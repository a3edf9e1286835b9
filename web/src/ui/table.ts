// What a table is told about its columns, and how loaded rows are put in order.
import type { ReactNode } from 'react';

export interface Column<T> {
  key: string;
  title: string;
  cell: (row: T) => ReactNode;
  /** A grid track: `minmax(180px, 2fr)`, `120px`. */
  width?: string;
  /** Makes the column sortable: what to compare. */
  sort?: (row: T) => string | number | null | undefined;
  /** Figures and money stand at the end of their cell. */
  end?: boolean;
  /** Where it stands in the two-line row of a phone; left out elsewhere. */
  phone?: 'title' | 'sub' | 'end' | 'end_sub';
}

export interface Order {
  key: string;
  down: boolean;
}

/** First press up, second down, third as it came. */
export function nextOrder(now: Order | null, key: string): Order | null {
  if (now?.key !== key) return { key, down: false };
  return now.down ? null : { key, down: true };
}

/** As the address carries it: `captured`, `-captured`. */
export function orderOf(text: string | undefined): Order | null {
  if (!text) return null;
  return text.startsWith('-') ? { key: text.slice(1), down: true } : { key: text, down: false };
}

export function orderText(order: Order | null): string | null {
  return order && `${order.down ? '-' : ''}${order.key}`;
}

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** A new list in order; what has no value comes last either way. */
export function inOrder<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  order: Order | null,
): readonly T[] {
  const sort = order && columns.find(({ key }) => key === order.key)?.sort;
  if (!order || !sort) return rows;
  const turn = order.down ? -1 : 1;
  return rows.toSorted((left, right) => {
    const [a, b] = [sort(left) ?? null, sort(right) ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return turn * (a - b);
    return turn * words.compare(String(a), String(b));
  });
}
