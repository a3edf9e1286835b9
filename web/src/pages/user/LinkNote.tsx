// A link that is shown this once, to hand over by oneself.
import { Alert, Code, Group, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { CopyLink } from '../../ui/CopyLink';

export function LinkNote({ title, link, hint }: { title: string; link: string; hint: string }) {
  return (
    <Alert variant="light" color="teal" icon={<IconLink />} title={title} role="status">
      <Text size="sm" mb="xs">
        {hint}
      </Text>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} tabIndex={0}>
        {link}
      </Code>
      <Group mt="sm">
        <CopyLink value={link} />
      </Group>
    </Alert>
  );
}
