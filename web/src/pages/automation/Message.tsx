// A message as it would read; nothing of it is trusted as markup.
import { Box, Text } from '@mantine/core';
import type { Read } from './rehearsal';

export function Message({ read }: { read: Read }) {
  if (read.why || !read.text) {
    return (
      <Text size="sm" c="dimmed" mt="xs">
        It cannot be shown: {read.why ?? 'it has no words.'}
      </Text>
    );
  }
  return (
    <Box mt="xs" pl="sm" style={{ borderLeft: '3px solid var(--mantine-color-default-border)' }}>
      {read.to ? (
        <Text size="xs" c="dimmed">
          To {read.to}
        </Text>
      ) : null}
      <Text size="sm" fw={600}>
        {read.subject}
      </Text>
      <Text size="sm" mt={4} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {read.text}
      </Text>
    </Box>
  );
}
