// What a record is called, and whose it is where the title does not say.
import { Text } from '@mantine/core';

export function Whose({ title, who }: { title: string; who: string | null }) {
  if (!who || who === title) return title;
  return (
    <>
      {title}{' '}
      <Text span size="sm" fw={400} c="dimmed">
        {who}
      </Text>
    </>
  );
}
