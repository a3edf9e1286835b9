// Several rows of a list chosen to give them one owner: the column to choose them, and the bar with what can be done.
import { Button, Checkbox, Group, Paper, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useEveryPage, type List } from '../api/query';
import { useStaff } from '../api/staff';
import { several } from './several';
import type { Column } from './table';

export interface Picking<T extends { id: string }> {
  on: boolean;
  picked: ReadonlySet<string>;
  start: () => void;
  stop: () => void;
  all: () => void;
  /** With the box to choose a row, where choosing is on; on a phone it takes the place of the second word. */
  over: (columns: readonly Column<T>[]) => readonly Column<T>[];
}

/** What is chosen of a list, as long as choosing is on. */
export function usePicking<T extends { id: string }>(list: List<T>, nameOf: (row: T) => string): Picking<T> {
  const [on, setOn] = useState(false);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const stop = () => {
    setOn(false);
    setPicked(new Set());
  };
  const pick = (id: string, yes: boolean) =>
    setPicked((before) => new Set(yes ? [...before, id] : [...before].filter((other) => other !== id)));
  const column: Column<T> = {
    key: 'pick',
    title: '',
    width: '52px',
    phone: 'end_sub',
    cell: (row) => (
      <Checkbox
        aria-label={`Choose ${nameOf(row)}`}
        checked={picked.has(row.id)}
        onChange={(event) => pick(row.id, event.currentTarget.checked)}
      />
    ),
  };
  const all = () => setPicked(new Set(list.rows.map(({ id }) => id)));
  const aside = (each: Column<T>): Column<T> =>
    each.phone === 'end_sub' ? { ...each, phone: undefined } : each;
  const over = (columns: readonly Column<T>[]) => (on ? [...columns.map(aside), column] : columns);
  return { on, picked, start: () => setOn(true), stop, all, over };
}

export function PickButton<T extends { id: string }>({ picking }: { picking: Picking<T> }) {
  return (
    <Button variant="default" onClick={picking.on ? picking.stop : picking.start}>
      {picking.on ? 'Stop choosing' : 'Choose several'}
    </Button>
  );
}

interface Bulk<T extends { id: string }> {
  picking: Picking<T>;
  list: List<T>;
  /** The command that gives an owner, and the name of its record in it. */
  verb: string;
  noun: string;
}

export function BulkAssign<T extends { id: string }>({ picking, list, verb, noun }: Bulk<T>) {
  const { choices, nameOf } = useStaff();
  const [owner, setOwner] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const every = useEveryPage(list, picking.all);
  const picked = [...picking.picked];
  const count = picked.length.toLocaleString();
  const assign = async () => {
    setBusy(true);
    const went = await several(
      verb,
      picked.map((id) => ({ [noun]: id, owner })),
      (done) => `${done} of ${picked.length} ${noun}s assigned to ${nameOf(owner) ?? 'them'}`,
    );
    setBusy(false);
    if (went) picking.stop();
  };
  return (
    <Paper p="xs" mb="sm">
      <Group gap="xs">
        <Text size="sm" className="num" role="status">
          {every.busy ? `${list.rows.length.toLocaleString()} found so far` : `${count} chosen`}
        </Text>
        <Button size="compact-sm" variant="subtle" disabled={busy} onClick={picking.all}>
          Choose all shown
        </Button>
        {every.busy ? (
          <Button size="compact-sm" variant="subtle" onClick={every.stop}>
            Stop looking
          </Button>
        ) : list.more ? (
          <Button size="compact-sm" variant="subtle" disabled={busy} onClick={every.go}>
            Choose all that match
          </Button>
        ) : null}
        <Select
          size="xs"
          aria-label="New owner"
          placeholder="New owner"
          data={choices}
          value={owner}
          onChange={setOwner}
        />
        <Button
          size="xs"
          disabled={!owner || picked.length === 0 || every.busy}
          loading={busy}
          onClick={() => void assign()}
        >
          Assign {count}
        </Button>
      </Group>
    </Paper>
  );
}
