// What came in and looked doubtful: a person says whether it is a real inquiry. Nothing is thrown away unseen.
import { Button, Checkbox, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconMailQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import type { IntakeView } from '../../api/capture';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { StatusBadge, inWords } from '../../ui/StatusBadge';
import { WaitingRows } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { change } from '../../ui/change';
import { useFilters } from '../../ui/filters';
import { several } from '../../ui/several';
import { toggled } from './picked';
import { doorOf } from './source';

const USUAL = ['Spam', 'A test', 'A duplicate', 'Advertising'];

export function Page() {
  const [{ state = 'parked' }, set] = useFilters(['state']);
  const list = useList<IntakeView>('/intakes', { query: { state } });
  const [asked, setAsked] = useState<readonly IntakeView[]>([]);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const mayDismiss = useMay('intake.dismiss');
  const many = mayDismiss && state === 'parked' && list.rows.length > 1;
  const chosen = list.rows.filter(({ id }) => many && picked.has(id));
  return (
    <>
      <PageHead
        title="Doubtful inquiries"
        sub="Kept exactly as they came. Release what is real: it becomes a lead like any other. What shows two signs of a robot stands under Dismissed at once."
      >
        <SegmentedControl
          aria-label="Which"
          value={state}
          onChange={(next) => set({ state: next })}
          data={[
            { value: 'parked', label: 'Waiting' },
            { value: 'dismissed', label: 'Dismissed' },
          ]}
        />
      </PageHead>
      {list.pending ? <WaitingRows count={4} height={96} /> : null}
      {list.problem ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {!list.pending && !list.problem && list.rows.length === 0 ? <Nothing state={state} /> : null}
      {many ? (
        <Group gap="xs" mb="sm">
          <Text size="sm" className="num" role="status">
            {chosen.length} chosen
          </Text>
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => setPicked(new Set(list.rows.map(({ id }) => id)))}
          >
            Choose all shown
          </Button>
          <Button size="xs" variant="default" disabled={chosen.length === 0} onClick={() => setAsked(chosen)}>
            Dismiss {chosen.length}
          </Button>
        </Group>
      ) : null}
      <Stack gap="sm">
        {list.rows.map((intake) => (
          <One
            key={intake.id}
            intake={intake}
            dismiss={() => setAsked([intake])}
            picked={picked.has(intake.id)}
            pick={many ? () => setPicked((before) => toggled(before, intake.id)) : null}
          />
        ))}
      </Stack>
      {list.more ? (
        <Button mt="md" variant="default" loading={list.loading} onClick={list.loadMore}>
          Load more
        </Button>
      ) : null}
      <ReasonDialog
        opened={asked.length > 0}
        close={() => setAsked([])}
        title={asked.length > 1 ? `Dismiss ${asked.length} inquiries` : 'Dismiss this inquiry'}
        text="What is dismissed stays readable and can be looked at again."
        verb="Dismiss"
        usual={USUAL}
        send={(reason) => setAside(asked, reason)}
      />
    </>
  );
}

async function setAside(asked: readonly IntakeView[], reason: string) {
  const bodies = asked.map(({ id }) => ({ intake: id, reason }));
  const [only] = bodies;
  if (bodies.length === 1) return change('intake.dismiss', only, 'Dismissed');
  await several('intake.dismiss', bodies, (done) => `${done} of ${bodies.length} dismissed`);
}

interface Doubt {
  intake: IntakeView;
  dismiss: () => void;
  picked: boolean;
  /** Null where one alone waits, or nobody may dismiss. */
  pick: (() => void) | null;
}

function One({ intake, dismiss, picked, pick }: Doubt) {
  const { name, email, phone } = intake.raw.answers;
  const answers = Object.entries(intake.raw.answers).filter(([, text]) => text.trim());
  const may = useMay('intake.release');
  return (
    <Paper p="md" component="article">
      <Group justify="space-between" mb="xs">
        <Group gap="xs">
          {pick ? (
            <Checkbox
              aria-label={`Choose the inquiry of ${name || email || phone || 'somebody'}`}
              checked={picked}
              onChange={pick}
            />
          ) : null}
          <StatusBadge state={intake.state} label={intake.state === 'parked' ? 'Waiting' : 'Dismissed'} />
          <Text size="sm" fw={550}>
            {intake.reason ? inWords(intake.reason) : 'Doubtful'}
          </Text>
        </Group>
        <Text size="sm" c="dimmed" component="div">
          {doorOf(intake.channel)} · <When at={intake.received_at} />
        </Text>
      </Group>
      <Stack gap={4}>
        {answers.map(([id, text]) => (
          <Text key={id} size="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
            <Text span c="dimmed" size="sm">
              {inWords(id)}:{' '}
            </Text>
            {text}
          </Text>
        ))}
      </Stack>
      {may ? <Actions intake={intake} dismiss={dismiss} /> : null}
    </Paper>
  );
}

function Actions({ intake, dismiss }: { intake: IntakeView; dismiss: () => void }) {
  const release = () =>
    void act('intake.release', { intake: intake.id }, { done: 'Released: it is a lead now' });
  const again = () => void act('intake.park', { intake: intake.id }, { done: 'It waits for a look again' });
  return (
    <Group mt="sm" gap="xs">
      <Button size="xs" onClick={release}>
        Release as a lead
      </Button>
      {intake.state === 'parked' ? (
        <Button size="xs" variant="default" onClick={dismiss}>
          Dismiss
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={again}>
          Look at it again
        </Button>
      )}
    </Group>
  );
}

function Nothing({ state }: { state: string }) {
  return (
    <EmptyState
      icon={IconMailQuestion}
      title={state === 'parked' ? 'Nothing doubtful waits' : 'Nothing was dismissed'}
      hint="What looks like spam or came in strangely waits here for a person; it is never dropped."
    />
  );
}
