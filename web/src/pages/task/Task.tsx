// One task, edited where it stands; done, dropped or reopened by one press.
import { Button, Paper, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { TaskView } from '../../api/crm';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { EditChoice, EditText } from '../../ui/EditText';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { change } from '../../ui/change';
import { For } from './Tasks';
import { instantOf, localOf } from './due';

export function Page() {
  const { task: id } = useParams({ strict: false }) as { task: string };
  const { data: task, error, refetch } = useView<TaskView>(`/tasks/${id}`);
  if (!task) {
    return (
      <>
        <PageHead title="Task" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingLines />}
      </>
    );
  }
  return <Shown task={task} />;
}

function Shown({ task }: { task: TaskView }) {
  return (
    <>
      <PageHead
        title={task.title}
        above={task.late ? <StatusBadge state="overdue" label="Late" /> : <StatusBadge state={task.state} />}
        sub={
          <>
            {task.state === 'open' ? 'Due ' : 'Closed '}
            <When at={task.closed_at ?? task.due_at} /> · for <For task={task} />
          </>
        }
      >
        <Actions task={task} />
      </PageHead>
      <Paper p="md" maw={640}>
        <Fields task={task} />
      </Paper>
    </>
  );
}

function Fields({ task }: { task: TaskView }) {
  const { choices } = useStaff();
  const readOnly = !useMay('task.change') || task.state !== 'open';
  const save = (body: object, what: string) =>
    change('task.change', { task: task.id, ...body }, `${what} changed`);
  const due = async (local: string | null) => {
    const at = local && instantOf(local);
    if (at) await save({ due: at }, 'Time');
  };
  return (
    <Stack gap="sm">
      <EditText
        label="What"
        value={task.title}
        readOnly={readOnly}
        save={(title) => save({ title: title ?? '' }, 'Task')}
      />
      <EditText
        label="Details"
        rows={2}
        value={task.detail}
        readOnly={readOnly}
        save={(detail) => save({ detail }, 'Details')}
      />
      <EditText
        label="Due"
        type="datetime-local"
        value={localOf(task.due_at)}
        readOnly={readOnly}
        save={due}
      />
      <EditChoice
        label="Owner"
        data={choices}
        value={task.owner}
        readOnly={readOnly}
        save={(owner) => save({ owner }, 'Owner')}
      />
      {task.reason ? <Text size="sm">Dropped: {task.reason}</Text> : null}
    </Stack>
  );
}

function Actions({ task }: { task: TaskView }) {
  const [dropping, setDropping] = useState(false);
  const may = useMay('task.done');
  const body = { task: task.id };
  if (!may) return null;
  if (task.state !== 'open') {
    return (
      <Button variant="default" onClick={() => void act('task.reopen', body, { done: 'Task reopened' })}>
        Reopen
      </Button>
    );
  }
  return (
    <>
      <Button variant="default" onClick={() => setDropping(true)}>
        Drop
      </Button>
      <Button
        leftSection={<IconCheck size={16} />}
        onClick={() => void act('task.done', body, { done: `Done: ${task.title}` })}
      >
        Done
      </Button>
      <ReasonDialog
        opened={dropping}
        close={() => setDropping(false)}
        title="Drop the task"
        verb="Drop"
        usual={['No longer needed', 'Somebody else did it', 'A mistake']}
        send={(reason) => change('task.drop', { ...body, reason }, 'Task dropped')}
      />
    </>
  );
}
