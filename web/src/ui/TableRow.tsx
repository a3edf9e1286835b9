// One row of a table, wide or as the two lines of a phone, and the row of titles above.
import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { CSSProperties, MouseEvent, ReactNode } from 'react';
import type { Column, Order } from './table';

interface RowOf<T> {
  row: T;
  index: number;
  columns: readonly Column<T>[];
  to: string | undefined;
}

function tracks<T>(columns: readonly Column<T>[]): CSSProperties {
  return { gridTemplateColumns: columns.map(({ width }) => width ?? 'minmax(120px, 1fr)').join(' ') };
}

export function TableHead<T>({
  columns,
  order,
  turn,
}: {
  columns: readonly Column<T>[];
  order: Order | null;
  turn: (key: string) => void;
}) {
  return (
    <div role="rowgroup" style={{ position: 'sticky', top: 0, zIndex: 1 }}>
      <div role="row" className="table-row table-head" style={tracks(columns)}>
        {columns.map((column) => {
          const sorted = order?.key === column.key ? order : null;
          const aria = sorted ? (sorted.down ? 'descending' : 'ascending') : 'none';
          return (
            <div
              key={column.key}
              role="columnheader"
              aria-sort={column.sort ? aria : undefined}
              className={column.end ? 'table-end' : undefined}
            >
              {column.sort ? (
                <UnstyledButton className="table-sort" fz="inherit" onClick={() => turn(column.key)}>
                  {column.title}
                  {sorted ? sorted.down ? <IconArrowDown size={14} /> : <IconArrowUp size={14} /> : null}
                </UnstyledButton>
              ) : (
                column.title || <VisuallyHidden>Actions</VisuallyHidden>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

export function TableRow<T>({ row, index, columns, to }: RowOf<T>) {
  const navigate = useNavigate();
  const open = (event: MouseEvent) => {
    if (to && !(event.target as Element).closest('a, button, input, label')) void navigate({ to });
  };
  return (
    // Keys and screen readers use the link in the first cell; the rest of the row is a target for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="row"
      aria-rowindex={index + 2}
      className="table-row"
      style={tracks(columns)}
      data-open={to ? true : undefined}
      onClick={open}
    >
      {columns.map((column, place) => (
        <div key={column.key} role="cell" className={column.end ? 'table-end num' : undefined}>
          {to && place === 0 ? <RowLink to={to}>{column.cell(row)}</RowLink> : column.cell(row)}
        </div>
      ))}
    </div>
  );
}

function RowLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} style={{ color: 'inherit', fontWeight: 550, textDecoration: 'none' }}>
      {children}
    </Link>
  );
}

export function PhoneRow<T>({ row, index, columns, to }: RowOf<T>) {
  const part = (place: Column<T>['phone']) => columns.find(({ phone }) => phone === place)?.cell(row);
  const title = part('title');
  return (
    <div role="row" aria-rowindex={index + 1} className="phone-row">
      <div role="cell">
        {to ? <RowLink to={to}>{title}</RowLink> : title}
        <div
          style={{
            fontSize: 13,
            color: 'var(--mantine-color-dimmed)',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {part('sub')}
        </div>
      </div>
      <div role="cell" className="num" style={{ fontSize: 14 }}>
        {part('end')}
        <div style={{ fontSize: 13, color: 'var(--mantine-color-dimmed)' }}>{part('end_sub')}</div>
      </div>
    </div>
  );
}
