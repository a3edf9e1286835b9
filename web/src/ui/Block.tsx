// One part of a record's page under its own title.
import { Group, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Part {
  title: string;
  /** Beside the title: a button, a link. */
  right?: ReactNode;
  children: ReactNode;
}

export function Block({ title, right, children }: Part) {
  return (
    <Paper p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2}>{title}</Title>
        {right}
      </Group>
      {children}
    </Paper>
  );
}
