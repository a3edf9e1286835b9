// What the bank says: lines that wait for a name with what they may be, and those that have one.
import { Button, Text } from '@mantine/core';
import { IconBuildingBank, IconFileImport } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { MONEY_NOUNS, type BankLineView, type LineState } from '../../api/cash';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { EmptyState } from '../../ui/EmptyState';
import { Filter } from '../../ui/Filter';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { TableFoot } from '../../ui/TableFoot';
import { WaitingRows } from '../../ui/Waiting';
import { act } from '../../ui/act';
import { useFilters } from '../../ui/filters';
import { ImportDialog } from './ImportDialog';
import { LineCard } from './LineCard';

const FILTERS = ['state', 'statement', 'account'] as const;
const STATES: { value: LineState; label: string }[] = [
  { value: 'matched', label: 'Matched' },
  { value: 'ignored', label: 'Ignored' },
  { value: 'outgoing', label: 'Went out' },
];

export function Page() {
  const [{ state = 'unmatched', statement, account }] = useFilters(FILTERS);
  const [importing, setImporting] = useState(false);
  const list = useList<BankLineView>('/bank_lines', {
    query: { state, statement, account, suggest: state === 'unmatched' || state === 'outgoing', limit: 50 },
    nouns: MONEY_NOUNS,
  });
  const bring = useMay('statement.import') ? (
    <Button leftSection={<IconFileImport size={16} />} onClick={() => setImporting(true)}>
      Import statement
    </Button>
  ) : null;
  return (
    <>
      <PageHead title="Bank" sub="Each line of your statements, and whose money it is.">
        <Button component={Link} to="/bank/statements" variant="subtle">
          Statements
        </Button>
        <LookAgain />
        {bring}
      </PageHead>
      <Filter
        label="Which lines"
        to="/bank"
        param="state"
        chosen={state === 'unmatched' ? '' : state}
        choices={STATES}
        with={{ statement, account }}
        all="To be matched"
      />
      {list.pending ? <WaitingRows count={5} height={96} /> : null}
      {list.problem && !list.rows.length ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {!list.pending && !list.problem && !list.rows.length ? <Nothing state={state} /> : null}
      {list.rows.length ? (
        <>
          <ul className="card-list" aria-label="Bank lines">
            {list.rows.map((line) => (
              <LineCard key={line.id} line={line} />
            ))}
          </ul>
          <TableFoot list={list} sorted={false} />
        </>
      ) : null}
      <ImportDialog opened={importing} close={() => setImporting(false)} />
    </>
  );
}

/** After invoices were issued late. */
function LookAgain() {
  const [busy, setBusy] = useState(false);
  if (!useMay('bank_line.look')) return null;
  const look = async () => {
    setBusy(true);
    await act('bank_line.look', { again: true }, { done: 'Looked at the unmatched lines again' });
    setBusy(false);
  };
  return (
    <Button variant="default" loading={busy} onClick={() => void look()}>
      Look again
    </Button>
  );
}

function Nothing({ state }: { state: string }) {
  if (state === 'unmatched') {
    return (
      <EmptyState
        icon={IconBuildingBank}
        title="Nothing to match"
        hint="Import a statement of your bank. Payments that name their invoice are matched by themselves; the rest waits here with suggestions."
      />
    );
  }
  return (
    <EmptyState
      icon={IconBuildingBank}
      title="No such line"
      hint={<Text inherit>Choose another filter, or those to be matched.</Text>}
    />
  );
}
