// What automations want to do and may not without a yes: each as it would happen.
import { Button, Stack, Text } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useList } from '../../api/query';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { ApprovalCard } from './ApprovalCard';
import { DecidedLately } from './DecidedLately';
import type { Approval } from './shapes';

export function Page() {
  const list = useList<Approval>('/approvals', { nouns: ['run', 'automation'] });
  return (
    <>
      <PageHead
        title="Waits for your yes"
        sub="Automations that ask before each step show here what they would do."
        above={
          <Text size="sm" mb={2}>
            <Link to="/automations" className="quiet-link">
              Automations
            </Link>
          </Text>
        }
      />
      {list.pending ? <WaitingRows count={4} height={140} /> : null}
      {list.problem && !list.rows.length ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {!list.pending && !list.problem && !list.rows.length ? (
        <EmptyState
          icon={IconChecks}
          title="Nothing waits for you"
          hint="While an automation is set to “approve each”, its messages appear here, as they would read."
        />
      ) : null}
      <Stack gap="md" maw={760} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {list.rows.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} />
        ))}
      </Stack>
      {list.more ? (
        <Button mt="md" variant="default" loading={list.loading} onClick={list.loadMore}>
          Load more
        </Button>
      ) : null}
      <DecidedLately />
    </>
  );
}
