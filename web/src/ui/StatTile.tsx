// One figure with its meaning; a link where the records behind it can be seen.
import { Group, Paper, SimpleGrid, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

const PAD = { base: 'sm', sm: 'md' };

interface Tile {
  label: string;
  value: ReactNode;
  note?: ReactNode;
  to?: string;
}

export function StatTile({ label, value, note, to }: Tile) {
  const inside = (
    <>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" c="dimmed">
          {label}
        </Text>
        {to ? <IconChevronRight size={16} aria-hidden /> : null}
      </Group>
      <Text fz="clamp(1.25rem, 2.2vw, 1.625rem)" fw={650} lh={1.25} className="num" component="div">
        {value}
      </Text>
      {note ? (
        <Text size="xs" c="dimmed" component="div">
          {note}
        </Text>
      ) : null}
    </>
  );
  if (!to) return <Paper p={PAD}>{inside}</Paper>;
  return (
    <Paper p={PAD} component={Link} to={to} c="inherit" td="none" display="block">
      {inside}
    </Paper>
  );
}

/** Tiles in a row: two on a phone, all beside each other where there is room. */
export function StatTiles({ children }: { children: ReactNode }) {
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing={{ base: 'sm', sm: 'md' }} mb="lg">
      {children}
    </SimpleGrid>
  );
}
