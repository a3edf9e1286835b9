// Every imported file: which days it covers, what was new, and taking it back while nothing of it is matched.
import { Anchor, Button, Group, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { MONEY_NOUNS, type StatementView } from '../../api/cash';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import type { Column } from '../../ui/table';
import { Day } from '../invoice/parts';
import { ImportDialog } from './ImportDialog';

export function Page() {
  const [importing, setImporting] = useState(false);
  const may = useMay('statement.import');
  const list = useList<StatementView>('/statements', { nouns: MONEY_NOUNS });
  return (
    <>
      <PageHead
        title="Statements"
        above={
          <Anchor component={Link} to="/bank" size="sm">
            Bank
          </Anchor>
        }
      >
        {may ? (
          <Button leftSection={<IconFileImport size={16} />} onClick={() => setImporting(true)}>
            Import statement
          </Button>
        ) : null}
      </PageHead>
      <DataTable
        label="Statements"
        list={list}
        columns={COLUMNS}
        empty={
          <EmptyState
            icon={IconFileImport}
            title="No statement yet"
            hint="Export your account as CSV at your bank and import it here: the whole file, or nothing."
          />
        }
      />
      <ImportDialog opened={importing} close={() => setImporting(false)} />
    </>
  );
}

function TakeBack({ statement }: { statement: StatementView }) {
  const may = useMay('statement.remove');
  if (!may || statement.state === 'removed') return null;
  const remove = async () => {
    const sure = await confirm({
      title: 'Remove this statement?',
      text: `Its ${statement.new.toLocaleString()} lines go with it. The file can be imported again.`,
      verb: 'Remove statement',
      destroys: true,
    });
    if (sure) await act('statement.remove', { statement: statement.id }, { done: 'Statement removed' });
  };
  return (
    <Button size="compact-sm" variant="subtle" onClick={() => void remove()}>
      Remove
    </Button>
  );
}

const COLUMNS: readonly Column<StatementView>[] = [
  {
    key: 'account',
    title: 'Account',
    cell: ({ account }) => account,
    sort: ({ account }) => account,
    width: 'minmax(150px, 1.2fr)',
    phone: 'title',
  },
  {
    key: 'name',
    title: 'File',
    cell: ({ name }) => name,
    sort: ({ name }) => name,
    width: 'minmax(140px, 1.2fr)',
    phone: 'sub',
  },
  {
    key: 'days',
    title: 'Days',
    cell: ({ first_on: first, last_on: last }) => (
      <>
        <Day day={first} /> – <Day day={last} />
      </>
    ),
    sort: ({ last_on: last }) => last,
    width: '260px',
  },
  {
    key: 'new',
    title: 'New lines',
    cell: ({ new: fresh, lines }) => (
      <span className="num">
        {fresh.toLocaleString()} of {lines.toLocaleString()}
      </span>
    ),
    sort: ({ new: fresh }) => fresh,
    width: '140px',
    phone: 'end',
  },
  {
    key: 'state',
    title: 'State',
    cell: (statement) => <Standing {...statement} />,
    width: '150px',
    phone: 'end_sub',
  },
  {
    key: 'imported',
    title: 'Imported',
    cell: ({ imported_at: at }) => <When at={at} />,
    sort: ({ imported_at: at }) => at,
    width: '130px',
  },
  {
    key: 'remove',
    title: '',
    cell: (statement) => (
      <Group justify="flex-end">
        <TakeBack statement={statement} />
      </Group>
    ),
    width: '110px',
    end: true,
  },
];

function Standing({ id, state, unmatched, new: fresh }: StatementView) {
  if (state === 'removed') return <StatusBadge state="removed" tone="quiet" />;
  if (unmatched === 0) return <StatusBadge state="done" label={fresh ? 'All matched' : 'Nothing new'} />;
  return (
    <Anchor component={Link} to="/bank" search={{ statement: id } as never} size="sm">
      <Text span inherit className="num">
        {unmatched.toLocaleString()} to match
      </Text>
    </Anchor>
  );
}
