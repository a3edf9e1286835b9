// Under a table: how much is loaded, the rest by one press, and what a sort does not know yet.
import { Button, Group, Text } from '@mantine/core';
import type { List } from '../api/query';

export function TableFoot<T extends { id: string }>({ list, sorted }: { list: List<T>; sorted: boolean }) {
  const count = list.rows.length.toLocaleString();
  const words = list.more
    ? `${count} loaded, there are more${sorted ? '; only the loaded ones are in order' : ''}`
    : `${count} in all`;
  return (
    <Group mt="sm" gap="sm" justify="space-between">
      <Text size="sm" c="dimmed" role="status" className="num">
        {words}
      </Text>
      {list.more ? (
        <Button variant="default" size="xs" loading={list.loading} onClick={list.loadMore}>
          Load more
        </Button>
      ) : null}
    </Group>
  );
}
