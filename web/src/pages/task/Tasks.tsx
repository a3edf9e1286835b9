// What has to be done, the earliest first: mine or the team's; J and K walk, X finishes.
import { Anchor, SegmentedControl, Text } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TaskView } from '../../api/crm';
import { useList } from '../../api/query';
import { useMay, useSession } from '../../api/session';
import { useStaff } from '../../api/staff';
import { useKeys } from '../../shell/keys';
import { nounLabel, recordPath } from '../../shell/records';
import { BulkAssign, PickButton, usePicking } from '../../ui/BulkAssign';
import { DataTable } from '../../ui/DataTable';
import { EditCell } from '../../ui/EditCell';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { SavedViews } from '../../ui/SavedViews';
import { When } from '../../ui/When';
import { useFilters } from '../../ui/filters';
import { inPlace } from '../../ui/inPlace';
import type { Column } from '../../ui/table';
import { NewTask } from './NewTask';
import { DoneButton } from './RecordTasks';
import { instantOf, localOf } from './due';

const FILTERS = ['whose', 'state'] as const;
const VIEWED = [...FILTERS, 'sort'];
const OFFERS = { whose: ['mine', 'team', 'all'], state: ['open', 'done', 'dropped'] };

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
  const mayAssign = useMay('task.assign') && state === 'open';
  const picking = usePicking(list, ({ title }) => title);
  const columns = useColumns(state === 'open');
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
        <SavedViews list="tasks" names={VIEWED} offers={OFFERS} />
        {mayAssign ? <PickButton picking={picking} /> : null}
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
      {mayAssign && picking.on ? (
        <BulkAssign picking={picking} list={list} verb="task.assign" noun="task" />
      ) : null}
      <DataTable
        label="Tasks"
        addressed
        list={list}
        columns={mayAssign ? picking.over(columns) : columns}
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

function Due({ task, still = false }: { task: TaskView; still?: boolean }) {
  const { due_at: due, closed_at: closed, late, state } = task;
  return (
    <Text span fz="inherit" c={late ? 'var(--mantine-color-error)' : undefined}>
      {late ? 'Late, ' : ''}
      <When at={state === 'open' ? due : closed} still={still} />
    </Text>
  );
}

function EditDue({ task }: { task: TaskView }) {
  const save = async (local: string | null) => {
    const due = local && instantOf(local);
    if (!due) return;
    await inPlace(
      'task.change',
      { task: task.id, due },
      {
        row: task,
        path: `/tasks/${task.id}`,
        words: { title: 'the task', due_at: 'the time', owner: 'the owner', state: 'whether it is done' },
        done: 'Time changed',
      },
    );
  };
  return (
    <EditCell label={`Due: ${task.title}`} type="datetime-local" value={localOf(task.due_at)} save={save}>
      <Due task={task} still />
    </EditCell>
  );
}

function useColumns(open: boolean): Column<TaskView>[] {
  const { nameOf } = useStaff();
  const may = useMay('task.change');
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
      cell: (task) => (open && may ? <EditDue task={task} /> : <Due task={task} />),
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
