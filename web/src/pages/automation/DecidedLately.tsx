// What people said to what automations asked: the last answers, and how long they took.
import { Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Page as Items } from '../../api/cursor';
import { useView } from '../../api/query';
import { useStaff } from '../../api/staff';
import { Block } from '../../ui/Block';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { sayDuration } from '../../ui/duration';
import { latest, typicalSeconds } from './decided';
import type { Approval } from './shapes';

const useDecided = (state: 'approved' | 'returned') =>
  useView<Items<Approval>>('/approvals', { query: { state, limit: 50 }, nouns: ['run', 'automation'] }).data
    ?.items ?? [];

export function DecidedLately() {
  const staff = useStaff();
  const decided = [...useDecided('approved'), ...useDecided('returned')];
  const typical = typicalSeconds(decided);
  if (typical === null) return null;
  return (
    <Stack mt="xl" maw={760}>
      <Block title="Decided lately">
        <Text size="sm" c="dimmed" mb="sm">
          Typically decided in {sayDuration(typical)}: half of the answers came sooner, half later.
        </Text>
        <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {latest(decided, 8).map((approval) => (
            <li key={approval.id}>
              <Decided approval={approval} by={staff.nameOf(approval.decided_by)} />
            </li>
          ))}
        </Stack>
      </Block>
    </Stack>
  );
}

function Decided({ approval, by }: { approval: Approval; by: string | undefined }) {
  const yes = approval.state === 'approved';
  const { took_seconds: took, reason } = approval;
  return (
    <>
      <Group gap={8}>
        <StatusBadge state={approval.state} label={yes ? 'Yes' : 'No'} tone={yes ? 'good' : 'quiet'} />
        <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
          <Link to={`/approvals/${approval.id}` as '/approvals'}>{approval.title}</Link>
        </Text>
      </Group>
      <Text size="xs" c="dimmed" mt={2} component="div" style={{ overflowWrap: 'anywhere' }}>
        {by ?? 'Somebody'}, <When at={approval.decided_at} />
        {took === null ? '' : `, decided in ${sayDuration(took)}`}
        {reason ? `: “${reason}”` : ''}
      </Text>
    </>
  );
}
