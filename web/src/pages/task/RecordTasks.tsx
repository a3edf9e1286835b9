// What is still to be done on one record or for one person, and a line to add to it.
import { ActionIcon, Anchor, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TaskView } from '../../api/crm';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { act } from '../../ui/act';
import { When } from '../../ui/When';
import { NewTask } from './NewTask';

export function RecordTasks({ on, contact }: { on?: string; contact?: string }) {
  const query = on ? { on, whose: 'all' } : { contact, whose: 'all' };
  const { rows } = useList<TaskView>('/tasks', { query });
  return (
    <Stack gap="sm">
      {rows.map((task) => (
        <Line key={task.id} task={task} />
      ))}
      <NewTask {...(on ? { on } : { contact: contact ?? '' })} label="Add a task" />
    </Stack>
  );
}

function Line({ task }: { task: TaskView }) {
  const { nameOf } = useStaff();
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <DoneButton task={task} />
      <div style={{ minWidth: 0 }}>
        <Anchor component={Link} to={`/tasks/${task.id}`} size="sm" c="inherit" fw={500}>
          {task.title}
        </Anchor>
        <Text size="xs" c={task.late ? 'var(--mantine-color-error)' : 'dimmed'}>
          {task.late ? 'Late, due ' : 'Due '}
          <When at={task.due_at} /> {nameOf(task.owner) ? ` · ${nameOf(task.owner)}` : ''}
        </Text>
      </div>
    </Group>
  );
}

export function DoneButton({ task }: { task: TaskView }) {
  const may = useMay('task.done');
  if (task.state !== 'open' || !may) return null;
  return (
    <Tooltip label="Done">
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        className="task-done"
        aria-label={`Done: ${task.title}`}
        onClick={() => void act('task.done', { task: task.id }, { done: `Done: ${task.title}` })}
      >
        <IconCircle size={20} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
