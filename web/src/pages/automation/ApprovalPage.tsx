// One thing that waits for a yes at an address of its own, as a push, a mail and the bell lead to it.
import { Alert, Button, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { Page as Items } from '../../api/cursor';
import { useView } from '../../api/query';
import { useStaff } from '../../api/staff';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRecord } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { ApprovalCard } from './ApprovalCard';
import type { Approval } from './shapes';

const NOUNS = ['run', 'automation'] as const;

export function Page() {
  const { approval: id } = useParams({ strict: false }) as { approval: string };
  const seen = useView<Approval>(`/approvals/${id}`, { nouns: NOUNS });
  return (
    <>
      <PageHead
        title={seen.data && seen.data.state !== 'open' ? 'It is decided' : 'Waits for your yes'}
        above={
          <Text size="sm" mb={2}>
            <Link to="/approvals" className="quiet-link">
              All that waits for your yes
            </Link>
          </Text>
        }
      />
      {seen.error && !seen.data ? (
        <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
      ) : null}
      {seen.isPending ? <WaitingRecord /> : null}
      {seen.data ? (
        <Stack gap="md" maw={760}>
          {seen.data.state === 'open' ? null : <Decided approval={seen.data} />}
          <ApprovalCard approval={seen.data} alone />
        </Stack>
      ) : null}
    </>
  );
}

const SAID: Record<Exclude<Approval['state'], 'open'>, string> = {
  approved: 'Somebody said yes',
  returned: 'Somebody said no',
  lapsed: 'Nobody needs to decide any more',
};

/** What came of it, and the way to what waits still. */
function Decided({ approval: { state, decided_by: by, decided_at: at, reason } }: { approval: Approval }) {
  const staff = useStaff();
  const next = useView<Items<Approval>>('/approvals', { query: { limit: 1 }, nouns: NOUNS }).data?.items[0];
  if (state === 'open') return null;
  const name = staff.nameOf(by);
  return (
    <Alert variant="light" role="status" title={name ? SAID[state].replace('Somebody', name) : SAID[state]}>
      <Text size="sm" component="div">
        <When at={at} />
        {reason ? `: “${reason}”` : ''}
      </Text>
      {next ? (
        <Button
          component={Link}
          to={`/approvals/${next.id}` as '/approvals'}
          size="compact-sm"
          variant="default"
          mt="sm"
        >
          The next one that waits
        </Button>
      ) : null}
    </Alert>
  );
}
