// What automations want to do and may not without a yes: each as it would happen.
import { Button, Code, Group, Paper, Stack, Text } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { ask } from '../../ui/ask';
import { ChangeMessage } from './ChangeMessage';
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
          <One key={approval.id} approval={approval} />
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

function One({ approval }: { approval: Approval }) {
  const may = useMay('approval.approve');
  const [changing, setChanging] = useState(false);
  const body = { approval: approval.id };
  const refuse = async () => {
    const reason = await ask({
      title: 'Say no to this?',
      text: 'The step is skipped, and the run goes on without it.',
      label: 'Why',
      usual: ['We have spoken already', 'The text does not fit', 'Too soon'],
      verb: 'Say no',
    });
    if (reason) await act('approval.return', { ...body, reason }, { done: 'It does not happen' });
  };
  const { shown } = approval;
  const written = approval.verb === 'message.send';
  return (
    <Paper p="md" component="li">
      <Group justify="space-between" mb="xs" gap="xs">
        <Text fw={600}>{approval.title}</Text>
        <Text size="xs" c="dimmed" component="div">
          asked <When at={approval.asked_at} />, lapses <When at={approval.due_at} />
        </Text>
      </Group>
      {shown ? (
        <Paper p="sm" bg="var(--app-quiet)" mb="sm">
          <Text size="sm" c="dimmed">
            To {shown.to}
          </Text>
          <Text size="sm" fw={600} mb={6}>
            {shown.subject}
          </Text>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {shown.text}
          </Text>
        </Paper>
      ) : (
        <Code block mb="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {approval.verb} {JSON.stringify(approval.args, null, 2)}
        </Code>
      )}
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          <Link to={`/runs/${approval.run}` as '/'}>The whole run</Link>
        </Text>
        {may ? (
          <Group gap="sm">
            <Button variant="default" onClick={() => void refuse()}>
              No
            </Button>
            {written ? (
              <Button variant="default" onClick={() => setChanging(true)}>
                Change
              </Button>
            ) : null}
            <Button
              onClick={() =>
                void act('approval.approve', body, { done: shown ? 'It leaves now' : 'It happens now' })
              }
            >
              {shown ? 'Yes, send it' : 'Yes, do it'}
            </Button>
          </Group>
        ) : null}
      </Group>
      {written ? (
        <ChangeMessage approval={approval} opened={changing} close={() => setChanging(false)} />
      ) : null}
    </Paper>
  );
}
