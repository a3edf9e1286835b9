// Taking back what a run did, as far as it can be: what goes, what stays, said before and after.
import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMay } from '../../api/session';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { inWords } from '../../ui/StatusBadge';
import type { StepView, Undoing, UndoneStep, WholeRun } from './shapes';

const acted = ({ steps }: WholeRun) => steps.filter(({ state, verb }) => state === 'ok' && verb);
const named = ({ step, visit, verb }: StepView): UndoneStep => ({ step, visit, verb: verb ?? '' });

export function TakeBack({ run, told }: { run: WholeRun; told: (undoing: Undoing) => void }) {
  const may = useMay('run.undo');
  const last = acted(run).toReversed();
  const goes = last.filter(({ undo }) => undo).map(named);
  const stays = last.filter(({ undo }) => !undo).map(named);
  if (!may || !goes.length) return null;
  const takeBack = async () => {
    const text = (
      <Stack gap="sm">
        <Text size="sm">
          {run.ended_at ? '' : 'The run ends here. '}Its steps are taken back with your rights, the last one
          first. Messages that have left stay.
        </Text>
        <Steps title="Is taken back" steps={goes} ordered />
        <Steps title="Stays" steps={stays} />
      </Stack>
    );
    const verb = goes.length === 1 ? 'Take back 1 step' : `Take back ${goes.length} steps`;
    if (!(await confirm({ title: 'Take back what it did?', text, verb, destroys: true }))) return;
    const done = 'What it did is being taken back';
    const undoing = await act<Undoing>('run.undo', { run: run.id }, { done });
    if (undoing) told(undoing);
  };
  return (
    <Button
      variant="default"
      leftSection={<IconArrowBackUp size={16} />}
      title="Undoes what this run changed, the last step first. What has left the house stays."
      onClick={() => void takeBack()}
    >
      Take back what it did
    </Button>
  );
}

/** What the server takes back now, and what it cannot. */
export function TakenBack({ undoing: { steps, stay } }: { undoing: Undoing }) {
  return (
    <Alert variant="light" icon={<IconArrowBackUp />} title="What it did is being taken back" mb="lg">
      <Stack gap="sm" role="status">
        <Steps title="Taken back, in this order" steps={steps} ordered />
        <Steps title="Stays" steps={stay} />
        <Text size="sm">
          A step that cannot be taken back after all comes to you as an exception that says why.
        </Text>
      </Stack>
    </Alert>
  );
}

interface Listed {
  title: string;
  steps: readonly UndoneStep[];
  /** They happen one after the other. */
  ordered?: boolean;
}

function Steps({ title, steps, ordered = false }: Listed) {
  if (!steps.length) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <List size="sm" type={ordered ? 'ordered' : 'unordered'}>
        {steps.map(({ step, visit, verb }) => (
          <List.Item key={`${step} ${visit}`}>
            {inWords(step)}
            {visit > 1 ? `, time ${visit}` : ''}{' '}
            <Text span size="xs" c="dimmed">
              {verb}
            </Text>
          </List.Item>
        ))}
      </List>
    </div>
  );
}
