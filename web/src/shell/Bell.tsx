// The bell: how many things one was told and has not seen, and the newest of them.
import { ActionIcon, Button, Group, Indicator, Popover, Text } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { NotificationCount, NotificationView } from '../api/notifications';
import type { Page } from '../api/cursor';
import { useView } from '../api/query';
import { act } from '../ui/act';
import { NotificationRow } from '../pages/notification/NotificationRow';

export function Bell() {
  const [open, setOpen] = useState(false);
  const count = useView<NotificationCount>('/notifications/count').data;
  const unseen = count?.unseen ?? 0;
  const label = unseen ? `Notifications, ${unseen} new` : 'Notifications';
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={380} trapFocus returnFocus>
      <Indicator
        disabled={!unseen}
        color={count?.urgent ? 'red' : 'line'}
        size={10}
        offset={5}
        withBorder
        zIndex={1}
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={38}
            aria-label={label}
            onClick={() => setOpen(!open)}
          >
            <IconBell size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label="Notifications" maw="calc(100vw - 24px)">
        {open ? <Newest unseen={unseen} close={() => setOpen(false)} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function Newest({ unseen, close }: { unseen: number; close: () => void }) {
  const { data } = useView<Page<NotificationView>>('/notifications', { query: { limit: 6 } });
  const items = data?.items ?? [];
  return (
    <>
      <Group justify="space-between" px="md" py="xs" wrap="nowrap">
        <Text fw={650}>Notifications</Text>
        {unseen ? (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => void act('notification.see', {}, { done: 'All seen' })}
          >
            I have seen all
          </Button>
        ) : null}
      </Group>
      {items.length ? (
        <ul className="needs bell-list" aria-label="The newest">
          {items.map((one) => (
            <NotificationRow key={one.id} one={one} onGo={close} />
          ))}
        </ul>
      ) : (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          Nobody has told you anything yet. What needs you comes here first.
        </Text>
      )}
      <Group justify="space-between" px="md" py="xs" className="bell-foot">
        <Link to="/notifications" className="quiet-link" onClick={close}>
          All notifications
        </Link>
        <Link to={'/settings/notifications' as '/settings'} className="quiet-link" onClick={close}>
          How you are told
        </Link>
      </Group>
    </>
  );
}
