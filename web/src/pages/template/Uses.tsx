// The automations that send a text, each in the version it was published with, and the way to the newer one.
import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import type { UseView, WholeTemplate } from './text';

export function Uses({ template }: { template: WholeTemplate }) {
  if (template.kind !== 'message') return null;
  return (
    <div style={{ marginTop: 20 }}>
      <Block title="Who sends it">
        <Text size="sm" c="dimmed" mb="sm">
          Last sent: {template.last_sent_at ? <When at={template.last_sent_at} /> : 'never'}. An automation
          sends the version it was published with until it takes up another one.
        </Text>
        {template.used_by.length ? (
          <ul className="plain-list">
            {template.used_by.map((used) => (
              <li key={`${used.automation} ${used.version}`}>
                <One used={used} approved={template.approved} />
              </li>
            ))}
          </ul>
        ) : (
          <Text size="sm">No automation names it.</Text>
        )}
      </Block>
    </div>
  );
}

function One({ used, approved }: { used: UseView; approved: number | null }) {
  const may = useMay('automation.take_texts');
  const stands = !used.current ? 'Only runs under way' : used.on ? 'On' : 'Off';
  const behind = used.current && approved !== null && approved !== used.version;
  return (
    <Group gap="sm" py={6} wrap="wrap">
      <Link to={`/automations/${used.automation}` as '/'} className="quiet-link">
        {used.name}
      </Link>
      <StatusBadge state={used.on && used.current ? 'active' : 'inactive'} label={stands} />
      <Text size="sm">Version {used.version}</Text>
      {approved === null ? <StatusBadge state="failed" label="Cannot send it: retired" /> : null}
      {behind && may ? (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() =>
            void act(
              'automation.take_texts',
              { automation: used.automation },
              { done: `${used.name} takes up version ${approved}` },
            )
          }
        >
          Take up version {approved}
        </Button>
      ) : null}
    </Group>
  );
}
