// Every automation: who answers for it, how far it may go, what is under way and what is stuck.
import { Button, Group, Text } from '@mantine/core';
import { IconArrowsSplit2, IconBooks, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Page as Items } from '../../api/cursor';
import { useList, useView } from '../../api/query';
import { useMay } from '../../api/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { StatusBadge } from '../../ui/StatusBadge';
import type { Column } from '../../ui/table';
import { useStaff } from '../../api/staff';
import { DraftBy, NewDrafts } from './DraftList';
import { useDrafts } from './drafts';
import { LiftCell } from './LiftPanel';
import { MasterStopped, StopButton } from './MasterStop';
import { MODES, tallies, type Approval, type AutomationLine } from './shapes';

function useColumns(): readonly Column<AutomationLine>[] {
  const staff = useStaff();
  const drafts = useDrafts();
  return [
    {
      key: 'name',
      title: 'Automation',
      width: 'minmax(170px, 1.2fr)',
      phone: 'title',
      cell: ({ name }) => name,
      sort: ({ name }) => name,
    },
    {
      key: 'purpose',
      title: 'What for',
      width: 'minmax(200px, 2.4fr)',
      phone: 'sub',
      cell: ({ id, purpose }) => {
        const draft = drafts.find(({ automation }) => automation === id);
        return (
          <span title={purpose}>
            {draft ? (
              <>
                <DraftBy draft={draft} />.{' '}
              </>
            ) : null}
            {purpose}
          </span>
        );
      },
    },
    {
      key: 'owner',
      title: 'Owner',
      cell: ({ owner, owner_word: word }) => staff.nameOf(owner) ?? word,
      sort: ({ owner }) => staff.nameOf(owner),
    },
    {
      key: 'state',
      title: 'State',
      width: '108px',
      phone: 'end',
      cell: ({ on, retired }) =>
        retired ? (
          <StatusBadge state="retired" />
        ) : on ? (
          <StatusBadge state="on" label="On" tone="good" />
        ) : (
          <StatusBadge state="off" label="Off" tone="quiet" />
        ),
      sort: ({ on, retired }) => (retired ? 'z' : on ? 'a' : 'n'),
    },
    {
      key: 'mode',
      title: 'Mode',
      width: '132px',
      cell: ({ mode }) => <StatusBadge state={mode} label={MODES[mode].label} />,
      sort: ({ mode }) => mode,
    },
    count('all', 'Runs'),
    count('waiting', 'Under way'),
    {
      ...count('parked', 'Stuck'),
      phone: 'end_sub',
      cell: ({ runs }) => {
        const { parked } = tallies(runs);
        return parked ? (
          <Text span size="sm" c="var(--mantine-color-error)" fw={600}>
            {parked} stuck
          </Text>
        ) : (
          '0 stuck'
        );
      },
    },
    { key: 'lift', title: 'Lift', width: '132px', end: true, cell: ({ lift }) => <LiftCell lift={lift} /> },
  ];
}

function count(key: 'all' | 'waiting' | 'parked', title: string): Column<AutomationLine> {
  const value = ({ runs }: AutomationLine) => tallies(runs)[key];
  return { key, title, width: '92px', end: true, cell: (row) => value(row).toLocaleString(), sort: value };
}

export function Page() {
  const list = useList<AutomationLine>('/automations', { nouns: ['run', 'approval', 'message'] });
  const may = useMay('automation.publish');
  const columns = useColumns();
  return (
    <>
      <PageHead title="Automations" sub="What happens by itself, and who answers for it.">
        <Group gap="sm">
          <StopButton />
          {may ? (
            <Button
              component={Link}
              to="/automations/library"
              variant="default"
              leftSection={<IconBooks size={16} />}
            >
              Ready ones
            </Button>
          ) : null}
          {may ? (
            <Button component={Link} to="/automations/new" leftSection={<IconPlus size={16} />}>
              New automation
            </Button>
          ) : null}
        </Group>
      </PageHead>
      <MasterStopped />
      <WaitsForYes />
      <NewDrafts />
      <DataTable
        label="Automations"
        list={list}
        columns={columns}
        to={({ id }) => `/automations/${id}`}
        empty={
          <EmptyState
            icon={IconArrowsSplit2}
            title="Nothing happens by itself"
            hint="An automation answers, reminds and follows up, day and night. It begins in practice, where nothing leaves."
          />
        }
      />
    </>
  );
}

function WaitsForYes() {
  const seen = useView<Items<Approval>>('/approvals', { query: { limit: 50 }, nouns: ['run', 'automation'] });
  const open = seen.data?.items.length ?? 0;
  if (open === 0) return null;
  return (
    <Button
      component={Link}
      to="/approvals"
      variant="light"
      color="orange"
      fullWidth
      justify="space-between"
      mb="md"
    >
      {open === 1
        ? '1 thing waits for your yes'
        : `${open}${seen.data?.next ? ' or more' : ''} things wait for your yes`}
    </Button>
  );
}
