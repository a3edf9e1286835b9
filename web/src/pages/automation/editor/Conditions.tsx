// A condition as plain rows, with the text behind it; what rows cannot say stays text.
import { Button, Code, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { celOf, rowsOf, type Row, type Rows } from './cel';
import type { Seen } from './catalogue';
import { ConditionRow } from './ConditionRow';

interface Asking {
  label: string;
  hint?: string;
  /** The button that adds the first row. */
  add: string;
  value: string | undefined;
  onChange: (cel: string | undefined) => void;
  scope: readonly Seen[];
  sample: Record<string, string>;
  error?: string | undefined;
}

export function Conditions({ label, hint, add, value, onChange, scope, sample, error }: Asking) {
  const maybe = (path: string) => scope.some((field) => field.path === path && !field.always);
  const [written, setWritten] = useState<{ text: string; rows: Rows } | null>(null);
  const [asText, setAsText] = useState(false);
  const [added, setAdded] = useState(false);
  const text = value ?? '';
  const read = written?.text === text ? written.rows : rowsOf(text, maybe);
  const write = (rows: Rows) => {
    const next = celOf(rows, maybe);
    setWritten({ text: next, rows });
    onChange(next || undefined);
  };
  const put = (at: number, row: Row | null) =>
    read && write({ ...read, rows: row ? read.rows.with(at, row) : read.rows.toSpliced(at, 1) });
  const rows = read?.rows ?? [];
  return (
    <div role="group" aria-label={label}>
      {rows.length || !read || asText ? (
        <Group justify="space-between" gap="xs" mb={4}>
          <Text size="sm" fw={500}>
            {label}
          </Text>
          <Button size="compact-xs" variant="subtle" disabled={!read} onClick={() => setAsText(!asText)}>
            {asText || !read ? 'Show as rows' : 'Show as text'}
          </Button>
        </Group>
      ) : null}
      {asText || !read ? (
        <Textarea
          aria-label={`${label}, as text`}
          description={
            read ? 'A CEL expression.' : 'This says more than rows can show; it stays as it is written.'
          }
          value={text}
          autosize
          minRows={1}
          onChange={(event) => onChange(event.currentTarget.value || undefined)}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          error={error}
        />
      ) : (
        <Stack gap="xs">
          {rows.length > 1 ? (
            <SegmentedControl
              size="xs"
              style={{ alignSelf: 'flex-start' }}
              aria-label="How many must be true"
              data={[
                { value: 'all', label: 'All of these' },
                { value: 'any', label: 'Any of these' },
              ]}
              value={read.join}
              onChange={(join) => write({ ...read, join: join as Rows['join'] })}
            />
          ) : null}
          {rows.map((row, at) => (
            <ConditionRow
              // oxlint-disable-next-line react/no-array-index-key -- rows have no name of their own
              key={at}
              row={row}
              scope={scope}
              sample={sample}
              open={added && at === rows.length - 1 && !row.path}
              change={(next) => put(at, next)}
            />
          ))}
          <Group gap="xs">
            <Button
              size="compact-sm"
              variant={rows.length ? 'subtle' : 'default'}
              leftSection={<IconPlus size={14} />}
              onClick={() => {
                setAdded(true);
                write({ join: read.join, rows: [...rows, { path: '', compare: 'is' }] });
              }}
            >
              {rows.length ? 'And something else' : add}
            </Button>
            {hint && !rows.length ? (
              <Text size="xs" c="dimmed">
                {hint}
              </Text>
            ) : null}
          </Group>
          {text ? (
            <Code
              style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
              aria-label={`${label}: the text behind it`}
            >
              {text}
            </Code>
          ) : null}
          {error ? (
            <Text size="xs" c="var(--mantine-color-error)">
              {error}
            </Text>
          ) : null}
        </Stack>
      )}
    </div>
  );
}
