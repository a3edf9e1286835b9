// Double entries as a table: what happened, which accounts it moved, and the record behind it.
import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { MONEY_NOUNS, type EntryView } from '../../api/cash';
import { useList } from '../../api/query';
import { recordPath } from '../../shell/records';
import { Money } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { TableFoot } from '../../ui/TableFoot';
import { WaitingRows } from '../../ui/Waiting';
import { Day } from '../invoice/parts';
import { sayAccount, sayFact } from '../payment/words';

interface Wanted {
  about?: string | undefined;
  account?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export function Entries(wanted: Wanted) {
  const list = useList<EntryView>('/ledger/entries', { query: { ...wanted }, nouns: MONEY_NOUNS });
  if (list.pending) return <WaitingRows count={4} />;
  if (list.problem && !list.rows.length) return <ProblemNote problem={list.problem} again={list.again} />;
  if (!list.rows.length) {
    return (
      <Text size="sm" c="dimmed">
        {wanted.about ? 'Nothing was booked.' : 'Nothing was booked in this account and time.'}
      </Text>
    );
  }
  return (
    <>
      <Table.ScrollContainer minWidth={420}>
        <Table verticalSpacing={4} className="num" aria-label="Entries">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Day</Table.Th>
              <Table.Th>Account</Table.Th>
              <Table.Th ta="end">Debit</Table.Th>
              <Table.Th ta="end">Credit</Table.Th>
            </Table.Tr>
          </Table.Thead>
          {list.rows.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </Table>
      </Table.ScrollContainer>
      {wanted.about ? null : <TableFoot list={list} sorted={false} />}
    </>
  );
}

/** So many lines of an import are shown; the rest is summed up by the statement itself. */
const SHOWN = 12;

function Entry({ entry }: { entry: EntryView }) {
  const rest = entry.lines.length - SHOWN;
  return (
    <Table.Tbody>
      <Table.Tr>
        <Table.Td colSpan={4} pt="sm">
          <About entry={entry} />
        </Table.Td>
      </Table.Tr>
      {entry.lines.slice(0, SHOWN).map(({ account, amount, booked_on: day }) => (
        <Table.Tr key={`${account} ${day} ${amount.currency}`}>
          <Table.Td>
            <Day day={day} />
          </Table.Td>
          <Table.Td>{sayAccount(account)}</Table.Td>
          <Table.Td ta="end">{amount.minor > 0 ? <Money of={amount} /> : null}</Table.Td>
          <Table.Td ta="end">
            {amount.minor < 0 ? <Money of={{ ...amount, minor: -amount.minor }} /> : null}
          </Table.Td>
        </Table.Tr>
      ))}
      {rest > 0 ? (
        <Table.Tr>
          <Table.Td colSpan={4}>
            <Text size="sm" c="dimmed">
              and {rest} more lines of other days
            </Text>
          </Table.Td>
        </Table.Tr>
      ) : null}
    </Table.Tbody>
  );
}

function About({ entry }: { entry: EntryView }) {
  const to = recordPath(entry.about);
  const title = entry.title ? ` · ${entry.title}` : '';
  const words = `${sayFact(entry.what)}${title}`;
  return (
    <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
      {to ? (
        <Anchor component={Link} to={to} inherit>
          {words}
        </Anchor>
      ) : (
        words
      )}
    </Text>
  );
}
