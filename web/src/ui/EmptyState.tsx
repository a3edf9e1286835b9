// An empty screen says what will appear, why it helps, and has one button.
import { Center, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconInbox, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Empty {
  title: string;
  hint: ReactNode;
  icon?: Icon;
  action?: ReactNode;
}

export function EmptyState({ title, hint, icon: Sign = IconInbox, action }: Empty) {
  return (
    <Center py={56} px="md">
      <Stack align="center" gap={6} maw={420} ta="center">
        <ThemeIcon size={52} radius="xl" variant="light" mb={4} aria-hidden>
          <Sign size={26} stroke={1.6} />
        </ThemeIcon>
        <Text fw={650}>{title}</Text>
        <Text c="dimmed" size="sm" style={{ textWrap: 'pretty' }}>
          {hint}
        </Text>
        {action ? <div style={{ marginTop: 12 }}>{action}</div> : null}
      </Stack>
    </Center>
  );
}
