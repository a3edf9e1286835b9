// One row of a condition: a field, how it is compared, and with what.
import { ActionIcon, Select } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { Compare, Row, Value } from './cel';
import type { Seen } from './catalogue';
import { FieldSelect } from './Fields';
import { sayCompare } from './says';
import { ValueInput } from './ValueInput';

const BY_KIND: Record<Seen['kind'], Compare[]> = {
  flag: ['is'],
  text: ['is', 'is_not', 'in', 'not_in'],
  int: ['is', 'is_not', 'below', 'at_most', 'above', 'at_least'],
  money: ['above', 'at_least', 'below', 'at_most'],
  at: ['past', 'ahead', 'below', 'above'],
  span: ['above', 'below'],
  list: [],
};

function comparesFor(field: Seen | undefined, now: Compare): Compare[] {
  const all = field ? BY_KIND[field.kind] : (['is'] as Compare[]);
  const asked: Compare[] = field?.always ? all : [...all, 'known', 'unknown'];
  return asked.includes(now) ? asked : [...asked, now];
}

function firstValue(field: Seen | undefined): Value | undefined {
  if (field?.kind === 'flag') return true;
  if (field?.kind === 'int') return 0;
  return field?.choices[0]?.value;
}

interface RowOf {
  row: Row;
  scope: readonly Seen[];
  sample: Record<string, string>;
  open: boolean;
  change: (row: Row | null) => void;
}

export function ConditionRow({ row, scope, sample, open, change }: RowOf) {
  const field = scope.find(({ path }) => path === row.path);
  const choose = (path: string | null) => {
    const next = scope.find((each) => each.path === path);
    const compare = next ? (BY_KIND[next.kind][0] ?? 'known') : 'is';
    change({ path: path ?? '', compare, value: firstValue(next) } as Row);
  };
  const turn = (compare: Compare) => {
    const list = compare === 'in' || compare === 'not_in';
    const now = row.value;
    const value = list
      ? Array.isArray(now)
        ? now
        : typeof now === 'string' && now
          ? [now]
          : []
      : Array.isArray(now)
        ? (now[0] ?? '')
        : (now ?? firstValue(field));
    change({ ...row, compare, value } as Row);
  };
  const valued = !['known', 'unknown', 'past', 'ahead'].includes(row.compare);
  return (
    <div className="condition-row">
      <FieldSelect
        label="Field"
        fields={scope}
        value={row.path || null}
        onChange={choose}
        sample={sample}
        open={open}
      />
      <Select
        label="Comparison"
        allowDeselect={false}
        data={comparesFor(field, row.compare).map((value) => ({
          value,
          label: sayCompare(value, field?.kind),
        }))}
        value={row.compare}
        onChange={(next) => next && turn(next as Compare)}
      />
      {valued ? (
        <ValueInput
          field={field}
          row={row}
          scope={scope}
          sample={sample}
          change={(value) => change({ ...row, value } as Row)}
        />
      ) : (
        <span />
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        aria-label="Take this condition out"
        onClick={() => change(null)}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  );
}
