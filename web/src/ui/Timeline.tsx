// Everything that happened with one person or record, newest first, each line with who or what did it.
import { Group, Text, ThemeIcon } from '@mantine/core';
import { IconPoint, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { When } from './When';

export interface TimelineEntry {
  id: string;
  at: string;
  title: ReactNode;
  /** A person, or an automation with a link to it. */
  by?: ReactNode;
  detail?: ReactNode;
  icon?: Icon;
  color?: string;
}

export function Timeline({ entries, label }: { entries: readonly TimelineEntry[]; label: string }) {
  return (
    <ol className="timeline" aria-label={label}>
      {entries.map((entry) => (
        <Entry key={entry.id} {...entry} />
      ))}
    </ol>
  );
}

function Entry({ at, title, by, detail, icon: Sign = IconPoint, color = 'gray' }: TimelineEntry) {
  return (
    <li>
      <ThemeIcon variant="light" color={color} radius="xl" size={32} aria-hidden>
        <Sign size={17} stroke={1.7} />
      </ThemeIcon>
      <div style={{ minWidth: 0 }}>
        <Group justify="space-between" gap={8} align="baseline">
          <Text size="sm" fw={550} component="div">
            {title}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            <When at={at} />
          </Text>
        </Group>
        {by ? (
          <Text size="xs" c="dimmed" component="div">
            {by}
          </Text>
        ) : null}
        {detail ? (
          <Text size="sm" mt={4} component="div" style={{ overflowWrap: 'anywhere' }}>
            {detail}
          </Text>
        ) : null}
      </div>
    </li>
  );
}
