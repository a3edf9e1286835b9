// Several rows chosen to do one thing with all of them: which they are, and the bar that appears as long as there are any.
import { Button, Group, Paper, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

export interface Choice<T> {
  chosen: T[];
  has: (row: T) => boolean;
  choose: (row: T, yes: boolean) => void;
  all: () => void;
  none: () => void;
}

/** Of these rows, which are all that can be chosen; one that is no longer among them is not chosen any more. */
export function useChosen<T>(rows: readonly T[], keyOf: (row: T) => string): Choice<T> {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  return {
    chosen: rows.filter((row) => keys.has(keyOf(row))),
    has: (row) => keys.has(keyOf(row)),
    choose: (row, yes) =>
      setKeys((now) => {
        const next = new Set(now);
        if (yes) next.add(keyOf(row));
        else next.delete(keyOf(row));
        return next;
      }),
    all: () => setKeys(new Set(rows.map(keyOf))),
    none: () => setKeys(new Set()),
  };
}

/** Choosing those too that are not loaded yet: they are fetched page by page, which can be stopped. */
export interface Every {
  busy: boolean;
  go: () => void;
  stop: () => void;
}

interface Bar {
  /** What the chosen ones are, such as `With the chosen mails`. */
  label: string;
  count: number;
  all: () => void;
  none: () => void;
  busy?: boolean;
  /** Where there are more than shown. */
  every?: Every | null;
  /** What can be done with them. */
  children: ReactNode;
}

export function ChosenBar({ label, count, all, none, busy = false, every = null, children }: Bar) {
  return (
    <Paper p="sm" mb="sm" component="section" aria-label={label} className="several">
      <Group justify="space-between" gap="sm">
        <Text size="sm" fw={600} role="status">
          {count.toLocaleString()} chosen
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="subtle" disabled={busy} onClick={none}>
            Choose none
          </Button>
          <Button size="xs" variant="default" disabled={busy} onClick={all}>
            Choose all shown
          </Button>
          {every ? (
            <Button size="xs" variant="default" disabled={busy} onClick={every.busy ? every.stop : every.go}>
              {every.busy ? 'Stop looking' : 'Choose all that match'}
            </Button>
          ) : null}
          {children}
        </Group>
      </Group>
    </Paper>
  );
}
