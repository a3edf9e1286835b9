// What has to be done, the earliest first: mine or the team's; J and K walk, X finishes.
import { Anchor, SegmentedControl, Text } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TaskView } from '../../api/crm';
import { useList } from '../../api/query';
import { useSession } from '../../api/session';
import { useStaff } from '../../api/staff';
import { useKeys } from '../../shell/keys';
import { nounLabel, recordPath } from '../../shell/records';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { When } from '../../ui/When';
import { useFilters } from '../../ui/filters';
import type { Column } from '../../ui/table';
import { NewTask } from './NewTask';
import { DoneButton } from './RecordTasks';

const FILTERS = ['whose', 'state'] as const;

/** Moves the focus along the buttons that finish a task. */
function walk(step: 1 | -1) {
  const all = [...document.querySelectorAll<HTMLElement>('.task-done')];
  const at = all.findIndex((one) => one === document.activeElement);
  all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
}

export function Page() {
  const [{ whose = 'mine', state = 'open' }, set] = useFilters(FILTERS);
  const { team } = useSession().user;
  const list = useList<TaskView>('/tasks', { query: { whose, state } });
  useKeys({
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.querySelector<HTMLElement>('.task-done:focus')?.click(),
  });
  const choices = [{ value: 'mine', label: 'Mine' }];
  if (team) choices.push({ value: 'team', label: 'My team' });
  choices.push({ value: 'all', label: 'Everybody' });
  return (
    <>
      <PageHead
        title="Tasks"
        sub={
          <Text span size="sm" visibleFrom="sm">
            J and K walk along, X finishes.
          </Text>
        }
      >
        <SegmentedControl
          aria-label="Whose"
          value={whose}
          onChange={(next) => set({ whose: next })}
          data={choices}
        />
        <SegmentedControl
          aria-label="State"
          value={state}
          onChange={(next) => set({ state: next })}
          data={[
            { value: 'open', label: 'Open' },
            { value: 'done', label: 'Done' },
            { value: 'dropped', label: 'Dropped' },
          ]}
        />
      </PageHead>
      {state === 'open' ? (
        <div style={{ marginBottom: 16 }}>
          <NewTask />
        </div>
      ) : null}
      <DataTable
        label="Tasks"
        list={list}
        columns={useColumns(state === 'open')}
        to={(task) => `/tasks/${task.id}`}
        empty={
          <EmptyState
            icon={IconChecklist}
            title={state === 'open' ? 'Nothing to do' : 'Nothing here yet'}
            hint="Tasks come from you, from colleagues and from automations; each has a time and one owner."
          />
        }
      />
    </>
  );
}

function useColumns(open: boolean): Column<TaskView>[] {
  const { nameOf } = useStaff();
  return [
    {
      key: 'title',
      title: 'Task',
      cell: ({ title }) => title,
      sort: ({ title }) => title,
      width: 'minmax(200px, 2.4fr)',
      phone: 'title',
    },
    {
      key: 'due',
      title: open ? 'Due' : 'Closed',
      cell: ({ due_at: due, closed_at: closed, late }) => (
        <Text span fz="inherit" c={late ? 'var(--mantine-color-error)' : undefined}>
          {late ? 'Late, ' : ''}
          <When at={open ? due : closed} />
        </Text>
      ),
      sort: ({ due_at: due }) => due,
      width: '160px',
      phone: 'sub',
    },
    { key: 'for', title: 'For', cell: (task) => <For task={task} />, sort: ({ contact }) => contact?.name },
    {
      key: 'owner',
      title: 'Owner',
      cell: ({ owner }) => nameOf(owner) ?? '–',
      sort: ({ owner }) => nameOf(owner),
    },
    {
      key: 'done',
      title: '',
      cell: (task) => <DoneButton task={task} />,
      width: '56px',
      end: true,
      phone: 'end',
    },
  ];
}

/** The record it is the next step of, else the customer. */
export function For({ task }: { task: TaskView }) {
  const { on, contact } = task;
  const to = (on && recordPath(on)) ?? (contact && recordPath(contact.id));
  if (!to) return '–';
  const name = contact?.name || (on ? nounLabel(on) : 'Somebody');
  return (
    <Anchor component={Link} to={to} fz="inherit" underline="always">
      {name}
    </Anchor>
  );
}
