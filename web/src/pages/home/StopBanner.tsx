// Said first while everything automatic stands still: nothing moves by itself, no automation writes to anybody.
import { Alert, Button, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';

export function StopBanner() {
  const may = useMay('automation.stopped');
  const { data } = useView<{ stopped: boolean }>('/automations/stopped', { enabled: may });
  if (!data?.stopped) return null;
  return (
    <Alert
      color="orange"
      variant="light"
      radius="lg"
      role="alert"
      icon={<IconHandStop />}
      title="Everything automatic stands still"
    >
      <Text size="sm">
        No automation moves and none of its messages leaves until somebody lets them go on. What comes in is
        still captured.
      </Text>
      <Button component={Link} to="/automations" size="xs" mt="sm" variant="default">
        Look at what waits
      </Button>
    </Alert>
  );
}
