// One thing somebody was told: what, when, whether it is urgent, and the way to it.
import { Badge, Group, Text } from '@mantine/core';
import {
  IconAlertCircle,
  IconArrowsSplit2,
  IconChecklist,
  IconHourglassHigh,
  IconMessage,
  IconReportAnalytics,
  IconSpeakerphone,
  IconUserPlus,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { heading, type Kind, type NotificationView } from '../../api/notifications';
import { When } from '../../ui/When';

const SIGNS: Record<Kind, Icon> = {
  exception: IconAlertCircle,
  approval: IconArrowsSplit2,
  lead: IconUserPlus,
  reply: IconMessage,
  task: IconChecklist,
  late: IconHourglassHigh,
  report: IconReportAnalytics,
  word: IconSpeakerphone,
};

export function NotificationRow({ one, onGo }: { one: NotificationView; onGo?: () => void }) {
  const Sign = SIGNS[one.kind];
  return (
    <li className="need" data-new={one.state === 'new' || undefined}>
      <span className="need-sign">
        <Sign size={20} stroke={1.7} aria-hidden />
      </span>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8} wrap="nowrap" align="flex-start" justify="space-between">
          <Link
            to={`/notifications/${one.id}` as '/notifications'}
            className="card-link"
            style={one.state === 'new' ? { fontWeight: 650 } : { fontWeight: 450 }}
            onClick={onGo}
          >
            {heading(one)}
          </Link>
          <State one={one} />
        </Group>
        <Text size="xs" c="dimmed" component="div">
          <When at={one.made_at} />
          {one.state === 'over' ? ' · over before you saw it' : ''}
        </Text>
      </div>
    </li>
  );
}

function State({ one }: { one: NotificationView }) {
  if (one.state !== 'new') return null;
  return (
    <Badge size="sm" variant="light" color={one.urgent ? 'red' : 'line'} style={{ flex: 'none' }}>
      {one.urgent ? 'Urgent' : 'New'}
    </Badge>
  );
}
