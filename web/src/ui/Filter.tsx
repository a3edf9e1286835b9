// One filter as a row of links: it lives in the address, so that it can be kept and shared.
import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';

interface Choice {
  value: string;
  label: string;
  count?: number | undefined;
}

interface Filtering {
  label: string;
  /** The screen's own path. */
  to: string;
  /** The name in the address. */
  param: string;
  chosen: string | undefined;
  choices: readonly Choice[];
  /** Other filters of the address, which stay. */
  with?: Record<string, string | undefined>;
  /** What no choice is called. */
  all?: string;
}

export function Filter({ label, to, param, chosen, choices, all = 'All', with: others = {} }: Filtering) {
  if (choices.length === 0) return null;
  const shown = [{ value: '', label: all } as Choice, ...choices];
  return (
    <Group gap={6} mb="md" component="nav" aria-label={label}>
      {shown.map(({ value, label: words, count }) => (
        <Link
          key={value}
          to={to}
          search={{ ...others, [param]: value || undefined } as never}
          className="filter-link"
          data-active={(chosen ?? '') === value || undefined}
          aria-current={(chosen ?? '') === value ? 'true' : undefined}
        >
          {words}
          {count === undefined ? null : (
            <Text span inherit c="dimmed" className="num">
              {' '}
              {count.toLocaleString()}
            </Text>
          )}
        </Link>
      ))}
    </Group>
  );
}
