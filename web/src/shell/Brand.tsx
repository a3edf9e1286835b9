// The mark and the name of the business.
import { Group, Text } from '@mantine/core';

export function Mark({ size = 26 }: { size?: number }) {
  return <img src={`${import.meta.env.BASE_URL}icon.svg`} width={size} height={size} alt="" />;
}

export function Brand({ name }: { name: string }) {
  return (
    <Group gap={10} wrap="nowrap" style={{ minWidth: 0 }}>
      <Mark />
      <Text fw={650} truncate>
        {name}
      </Text>
    </Group>
  );
}
