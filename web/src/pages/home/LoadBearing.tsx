// Automations the line depends on that are switched off: allowed, and said aloud until they are on again.
import { Alert, Anchor, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Page } from '../../api/cursor';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';

interface Listed {
  id: string;
  name: string;
  purpose: string;
  on: boolean;
  load_bearing: boolean;
}

export function LoadBearing() {
  const may = useMay('automation.list');
  const { data } = useView<Page<Listed>>('/automations', { enabled: may });
  const off = data?.items.filter((automation) => automation.load_bearing && !automation.on) ?? [];
  if (off.length === 0) return null;
  return (
    <Alert
      color="red"
      variant="light"
      radius="lg"
      role="alert"
      icon={<IconAlertTriangle />}
      title={
        off.length === 1
          ? 'An automation the line depends on is off'
          : 'Automations the line depends on are off'
      }
    >
      {off.map(({ id, name, purpose }) => (
        <Text key={id} size="sm">
          <Anchor component={Link} to={`/automations/${id}`} inherit fw={600}>
            {name}
          </Anchor>
          : {purpose} Until it is on again, somebody has to do this by hand.
        </Text>
      ))}
    </Alert>
  );
}
