// What came in by one form, exactly as it was sent; what is parked is released or dismissed here.
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { recordPath } from '../../shell/records';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRows } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { ask } from '../../ui/ask';
import { confirm } from '../../ui/confirm';
import type { FormView } from './spec';

interface Intake {
  id: string;
  form: string | null;
  form_version: number | null;
  contact: string;
  state: 'received' | 'parked' | 'dismissed';
  reason: string | null;
  raw: { answers: Record<string, string>; source: Record<string, string>; consent: boolean | null };
  received_at: string;
  test: boolean;
}

const TONE = { received: 'good', parked: 'waiting', dismissed: 'quiet' } as const;

export function Submissions({ form }: { form: FormView }) {
  const list = useList<Intake>('/intakes');
  const rows = list.rows.filter((intake) => intake.form === form.id);
  if (list.pending) return <WaitingRows count={5} height={72} />;
  if (list.problem && !rows.length) return <ProblemNote problem={list.problem} again={list.again} />;
  return (
    <>
      {rows.length ? (
        <Stack component="ul" gap={0} p={0} m={0} className="table-box" aria-label="What came in">
          {rows.map((intake) => (
            <Row key={intake.id} intake={intake} form={form} />
          ))}
        </Stack>
      ) : (
        <EmptyState
          icon={IconInbox}
          title={list.more ? 'None of the newest came by this form' : 'Nothing came in yet'}
          hint="Each answer appears here as it was sent, beside the lead it became."
        />
      )}
      {list.more ? (
        <Group mt="sm" justify="center">
          <Button variant="default" size="xs" loading={list.loading} onClick={list.loadMore}>
            Look further back
          </Button>
        </Group>
      ) : null}
    </>
  );
}

function labelOf(form: FormView, id: string): string {
  const label = form.draft.fields.find((field) => field.id === id)?.label;
  return (label && Object.values(label)[0]) ?? id.replaceAll('_', ' ');
}

function Row({ intake, form }: { intake: Intake; form: FormView }) {
  const { answers, source } = intake.raw;
  const path = recordPath(intake.contact);
  const name = answers['name'] || answers['email'] || answers['phone'] || 'Somebody';
  const rest = Object.entries({ ...answers, ...source }).filter(([id, words]) => id !== 'name' && words);
  return (
    <li className="list-row">
      <div style={{ minWidth: 0, flex: '1 1 320px' }}>
        <Group gap={8} mb={2}>
          <Text size="sm" fw={600} component="div">
            {path ? <Link to={path}>{name}</Link> : name}
          </Text>
          <StatusBadge state={intake.state} tone={TONE[intake.state]} />
          {intake.test ? <StatusBadge state="test" label="A test" tone="quiet" /> : null}
        </Group>
        {rest.map(([id, words]) => (
          <Text key={id} size="sm" style={{ overflowWrap: 'anywhere' }}>
            <Text span inherit c="dimmed">
              {labelOf(form, id)}:
            </Text>{' '}
            {words}
          </Text>
        ))}
        {intake.reason ? <Text size="sm">Why: {intake.reason}</Text> : null}
        <Text size="xs" c="dimmed" mt={2} component="div">
          <When at={intake.received_at} /> · version {intake.form_version}
        </Text>
      </div>
      {intake.state === 'received' ? <Replay intake={intake} /> : <Deeds intake={intake} />}
    </li>
  );
}

/** For a lead that was closed or merged by mistake: the words as they came, taken in once more. */
function Replay({ intake }: { intake: Intake }) {
  const may = useMay('intake.replay');
  const replay = async () => {
    const sure = await confirm({
      title: 'Take it in once more?',
      text: 'A new lead is made from what they wrote. What answers new leads by itself may answer this one too.',
      verb: 'Take it in again',
    });
    if (sure) await act('intake.replay', { intake: intake.id }, { done: 'It is a new lead now' });
  };
  return may ? (
    <Button size="xs" variant="subtle" onClick={() => void replay()}>
      Take it in again
    </Button>
  ) : null;
}

function Deeds({ intake }: { intake: Intake }) {
  const may = useMay('intake.release');
  if (!may) return null;
  const body = { intake: intake.id };
  const dismiss = async () => {
    const reason = await ask({
      title: 'Set this aside?',
      label: 'Why',
      usual: ['Spam', 'A test', 'Sent twice'],
      verb: 'Set it aside',
    });
    if (reason) await act('intake.dismiss', { ...body, reason }, { done: 'Set aside' });
  };
  if (intake.state === 'dismissed') {
    return (
      <Button
        size="xs"
        variant="default"
        onClick={() => void act('intake.park', body, { done: 'It waits again' })}
      >
        Look at it again
      </Button>
    );
  }
  return (
    <Group gap="xs">
      <Button size="xs" onClick={() => void act('intake.release', body, { done: 'It is a lead now' })}>
        It is real: make it a lead
      </Button>
      <Button size="xs" variant="default" onClick={() => void dismiss()}>
        Set aside
      </Button>
    </Group>
  );
}
