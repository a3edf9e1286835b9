// The leads and deals of a person that somebody still has to do something about, and the ended ones below.
import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { DealLine, LeadLine } from '../../api/crm';
import { useList } from '../../api/query';
import { Block } from '../../ui/Block';
import { Money } from '../../ui/Money';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { sourceOf } from '../lead/source';

export function OpenRecords({ contact }: { contact: string }) {
  const leads = useList<LeadLine>('/leads', { query: { contact } });
  const deals = useList<DealLine>('/deals', { query: { contact } });
  return (
    <Block title="Leads and deals">
      {leads.pending || deals.pending ? <WaitingLines count={2} /> : null}
      {!leads.pending && leads.rows.length + deals.rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          No inquiry and no deal.
        </Text>
      ) : null}
      <Stack gap="xs">
        {deals.rows.map((deal) => (
          <Line
            key={deal.id}
            to={`/deals/${deal.id}`}
            title={deal.title}
            state={deal.state}
            at={deal.opened_at}
          >
            <Money of={deal.value} fz="sm" />
          </Line>
        ))}
        {leads.rows.map((lead) => (
          <Line
            key={lead.id}
            to={`/leads/${lead.id}`}
            title={lead.service_name ?? 'Inquiry'}
            state={lead.state}
            at={lead.captured_at}
          >
            <Text span size="sm" c="dimmed">
              {sourceOf(lead.channel, lead.source)}
            </Text>
          </Line>
        ))}
      </Stack>
    </Block>
  );
}

interface OneLine {
  to: string;
  title: string;
  state: string;
  at: string;
  children: React.ReactNode;
}

function Line({ to, title, state, at, children }: OneLine) {
  return (
    <Group gap="sm" justify="space-between">
      <Group gap="sm">
        <StatusBadge state={state} />
        <Anchor component={Link} to={to} size="sm" fw={550}>
          {title}
        </Anchor>
      </Group>
      <Group gap="sm">
        {children}
        <Text span size="sm" c="dimmed">
          <When at={at} />
        </Text>
      </Group>
    </Group>
  );
}
