// The top of every screen: its title (also of the browser tab), one line about it, its main actions.
import { Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useBusiness } from '../api/session';
import { RecordButtons } from '../shell/RecordButtons';

interface Head {
  title: string;
  sub?: ReactNode;
  /** What stands above the title: a link back, a badge. */
  above?: ReactNode;
  /** The record the page is about: its buttons of automations stand beside its actions. */
  record?: string;
  children?: ReactNode;
}

export function PageHead({ title, sub, above, record, children }: Head) {
  const { name } = useBusiness();
  useDocumentTitle(`${title} · ${name}`);
  return (
    <Group justify="space-between" align="flex-end" mb="lg" gap="sm" component="header">
      <div>
        {above}
        <Title order={1}>{title}</Title>
        {sub ? (
          <Text c="dimmed" size="sm" mt={2} className="num" component="div">
            {sub}
          </Text>
        ) : null}
      </div>
      {children || record ? (
        <Group gap="xs" className="no-print">
          {record ? <RecordButtons record={record} /> : null}
          {children}
        </Group>
      ) : null}
    </Group>
  );
}
