// What stands now, whatever the week: what waits at each joint, what is overdue, open exceptions, and the leak.
import { Anchor, Paper, Table, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Leak, WaitsThere, WeekReport } from '../../api/line';
import { useMoney } from '../../ui/Money';
import { sayDuration, secondsBetween } from '../../ui/duration';
import { Sums } from './Sums';
import { JOINTS } from './joints';

const named = (joint: string) => {
  const known = JOINTS[joint];
  return known ? `${known.from} to ${known.to}` : joint;
};

export function WeekNow({ week }: { week: WeekReport }) {
  return (
    <section aria-labelledby="week-now">
      <Title order={2} mb="xs" id="week-now">
        What stands now
      </Title>
      <Text size="sm" mb={4}>
        {week.leak ? (
          <Leaks leak={week.leak} week={week} />
        ) : (
          'Nothing was lost in the week, and nothing is late.'
        )}
      </Text>
      <Text size="sm" mb="sm">
        <Overdue week={week} />{' '}
        <Anchor component={Link} to="/exceptions" inherit underline="always">
          {week.exceptions === 1 ? '1 open exception' : `${week.exceptions.toLocaleString()} open exceptions`}
        </Anchor>
        .
      </Text>
      {week.waiting.length > 0 ? (
        <Paper p={0} className="week-box">
          <Table className="week-table" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">From where to where</Table.Th>
                <Table.Th scope="col">Waiting</Table.Th>
                <Table.Th scope="col">Late</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {week.waiting.map((one) => (
                <Waits key={one.joint} one={one} />
              ))}
            </Table.Tbody>
          </Table>
        </Paper>
      ) : null}
    </section>
  );
}

function Waits({ one: { joint, count, money, late, late_money: worth } }: { one: WaitsThere }) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{named(joint)}</Table.Th>
      <Table.Td>
        <Link to="/line/$joint/$figure" params={{ joint, figure: 'waiting' }} className="week-link num">
          {count.toLocaleString()}
          <Sums of={money} />
        </Link>
      </Table.Td>
      <Table.Td>
        <Link
          to="/line/$joint/$figure"
          params={{ joint, figure: 'late' }}
          className="week-link num"
          data-late={late > 0 || undefined}
        >
          {late.toLocaleString()}
          <Sums of={worth} />
        </Link>
      </Table.Td>
    </Table.Tr>
  );
}

function Overdue({ week: { overdue, overdue_money: worth } }: { week: WeekReport }) {
  const money = useMoney();
  if (overdue === 0) return 'Nothing is overdue.';
  return (
    <>
      <Anchor
        component={Link}
        to="/line/$joint/$figure"
        params={{ joint: 'invoiced_paid', figure: 'late' } as never}
        inherit
        underline="always"
      >
        {worth.map(money).join(' + ')} {overdue === 1 ? 'is' : 'are'} overdue
      </Anchor>
      .
    </>
  );
}

function Leaks({ leak, week }: { leak: Leak; week: WeekReport }) {
  const money = useMoney();
  const worth = leak.money.map(money).join(' + ');
  const lost = leak.by === 'lost';
  const oldest = leak.oldest_since
    ? `, the oldest for ${sayDuration(secondsBetween(leak.oldest_since, null))}`
    : '';
  const search = lost ? { week: week.monday, from: week.from, to: week.to } : {};
  return (
    <>
      The line leaks most from {named(leak.joint).toLowerCase()}:{' '}
      <Anchor
        component={Link}
        to="/line/$joint/$figure"
        params={{ joint: leak.joint, figure: lost ? 'lost' : 'late' } as never}
        search={search as never}
        inherit
        underline="always"
      >
        {leak.count.toLocaleString()} {lost ? 'lost in the week' : 'late now'}
      </Anchor>
      {worth ? `, worth ${worth}` : ''}
      {oldest}.
    </>
  );
}
