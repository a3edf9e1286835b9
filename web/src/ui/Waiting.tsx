// Skeletons in the shape of what is coming, so that nothing jumps when it arrives.
import { Paper, SimpleGrid, Skeleton, Stack } from '@mantine/core';

export function WaitingRows({ count = 8, height = 44 }: { count?: number; height?: number }) {
  return (
    <Stack gap={6} role="status" aria-label="Loading">
      {Array.from({ length: count }, (_, row) => (
        <Skeleton key={row} h={height} radius="md" />
      ))}
    </Stack>
  );
}

export function WaitingRecord() {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} role="status" aria-label="Loading">
      {[0, 1].map((side) => (
        <Paper key={side} p="md">
          <WaitingLines />
        </Paper>
      ))}
    </SimpleGrid>
  );
}

export function WaitingLines({ count = 5 }: { count?: number }) {
  return (
    <Stack gap="sm">
      {Array.from({ length: count }, (_, row) => (
        <Skeleton key={row} h={14} w={`${90 - row * 9}%`} radius="sm" />
      ))}
    </Stack>
  );
}
