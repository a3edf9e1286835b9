// The proposals of a deal, and the button that drafts one.
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { DealView } from '../../api/crm';
import { useList } from '../../api/query';
import type { ProposalLine, ProposalView } from '../../api/sales';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { Money } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { stateOf } from '../proposal/ProposalPage';

export function DealProposals({ deal }: { deal: DealView }) {
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const mayRead = useMay('proposal.list');
  const may = useMay('proposal.draft') && deal.state === 'open';
  const list = useList<ProposalLine>('/proposals', {
    query: { deal: deal.id },
    nouns: ['agreement'],
    enabled: mayRead,
  });
  if (!mayRead) return null;
  const draft = async () => {
    setBusy(true);
    const made = await act<ProposalView>('proposal.draft', { deal: deal.id }, { done: 'Drafted' });
    setBusy(false);
    if (made) await navigate({ to: `/proposals/${made.id}` });
  };
  return (
    <Block
      title="Proposals"
      right={
        may ? (
          <Button
            size="xs"
            variant={list.rows.length || list.pending ? 'default' : 'filled'}
            loading={busy}
            leftSection={<IconPlus size={14} />}
            onClick={() => void draft()}
          >
            New proposal
          </Button>
        ) : null
      }
    >
      {list.problem ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {list.rows.length === 0 && !list.pending ? (
        <Text size="sm" c="dimmed">
          None yet. A new one comes with the deal's value and your terms.
        </Text>
      ) : null}
      <Stack gap="sm" component="ul" className="plain-list">
        {list.rows.map((row) => (
          <li key={row.id}>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <Link to="/proposals/$proposal" params={{ proposal: row.id }} className="card-link">
                {row.number ? `${row.number} · ` : ''}
                {row.title}
              </Link>
              <StatusBadge state={stateOf(row)} />
            </Group>
            <Text size="sm" c="dimmed" component="div">
              <Money of={row.value} />
              {row.sent_at ? (
                <>
                  {' '}
                  · sent <When at={row.sent_at} />
                </>
              ) : null}
            </Text>
          </li>
        ))}
      </Stack>
    </Block>
  );
}
