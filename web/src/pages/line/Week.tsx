// The week in figures beside the week before, and what stands now; each figure opens the records it counts.
import { Anchor, Button, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconCalendarWeek } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Amount, WeekFigure, WeekReport } from '../../api/line';
import { useView } from '../../api/query';
import { useBusiness } from '../../api/session';
import { EmptyState } from '../../ui/EmptyState';
import { useMoney } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { sayDuration } from '../../ui/duration';
import { useFilters } from '../../ui/filters';
import { Sums } from './Sums';
import { WeekNow } from './WeekNow';
import { FIGURE, LEADS, changes, daysFrom, isEmpty, sayChange, sayDays } from './week';

export function Page() {
  const [{ ending }] = useFilters(['ending']);
  const { locale } = useBusiness();
  const { data, error, refetch } = useView<WeekReport>('/line/week', {
    query: ending ? { ending } : {},
    nouns: ['*'],
  });
  const days = data ? sayDays(data.monday, data.sunday, locale) : undefined;
  return (
    <>
      <PageHead
        title="Week"
        above={
          <Anchor component={Link} to="/line" size="sm">
            The line
          </Anchor>
        }
        sub={days ? `${days}, beside the week before.` : undefined}
      >
        {data ? <Others week={data} /> : null}
      </PageHead>
      {data ? (
        <Shown week={data} />
      ) : error ? (
        <ProblemNote problem={error} again={() => void refetch()} />
      ) : (
        <WaitingRows count={12} height={44} />
      )}
    </>
  );
}

/** The weeks before and after it. */
function Others({ week: { monday, sunday, newest } }: { week: WeekReport }) {
  const to = (ending: string) => ({ to: '/line/week', search: { ending } as never });
  return (
    <>
      <Button component={Link} {...to(daysFrom(monday, -1))} variant="default">
        Earlier week
      </Button>
      {newest ? null : (
        <Button component={Link} {...to(daysFrom(sunday, 7))} variant="default">
          Later week
        </Button>
      )}
    </>
  );
}

function Shown({ week }: { week: WeekReport }) {
  if (isEmpty(week)) {
    return (
      <EmptyState
        icon={IconCalendarWeek}
        title="Nothing happened in these two weeks"
        hint="Here stand the leads that came in, how quickly they were answered, proposals, deals and money, each beside the week before."
      />
    );
  }
  return (
    <Stack gap="xl">
      <section aria-labelledby="week-happened">
        <Title order={2} mb="xs" id="week-happened">
          What happened
        </Title>
        <Paper p={0} className="week-box">
          <Happened week={week} />
        </Paper>
        <Text size="xs" c="dimmed" mt="xs">
          Came in = contacted + pending + closed unanswered, by what is known now. Every figure opens its
          records.
        </Text>
      </section>
      <WeekNow week={week} />
    </Stack>
  );
}

function Happened({ week }: { week: WeekReport }) {
  const { leads, leads_before: before, monday, before_monday: earlier } = week;
  return (
    <Table className="week-table" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Figure</Table.Th>
          <Table.Th scope="col">Week</Table.Th>
          <Table.Th scope="col">Week before</Table.Th>
          <Table.Th scope="col">Difference</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {LEADS.map(([part, words], at) => {
          const cell = (of: string, many: number) => (
            <Link to="/leads" search={{ week: of, part } as never} className="week-link num">
              {many.toLocaleString()}
            </Link>
          );
          return (
            <Row
              key={part}
              words={words}
              inside={at > 0}
              now={cell(monday, leads[part])}
              before={cell(earlier, before[part])}
              change={sayChange(leads[part], before[part])}
            />
          );
        })}
        {week.figures.map((one) => (
          <OneFigure key={one.what} one={one} week={week} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface OneRow {
  words: string;
  /** A part of the figure above. */
  inside?: boolean;
  now: ReactNode;
  before: ReactNode;
  change: ReactNode;
}

function Row({ words, inside, now, before, change }: OneRow) {
  return (
    <Table.Tr>
      <Table.Th scope="row" data-inside={inside || undefined}>
        {words}
      </Table.Th>
      <Table.Td>{now}</Table.Td>
      <Table.Td>{before}</Table.Td>
      <Table.Td className="num">{change}</Table.Td>
    </Table.Tr>
  );
}

function OneFigure({ one, week }: { one: WeekFigure; week: WeekReport }) {
  const { from, to, before_from: earlier, monday, before_monday: before } = week;
  const opens = (amount: Amount, search: Record<string, string>) => (
    <Link
      to="/line/$joint/$figure"
      params={{ joint: one.joint, figure: one.figure }}
      search={search as never}
      className="week-link num"
    >
      <Said amount={amount} wait={one.what === 'first_answer'} />
    </Link>
  );
  return (
    <Row
      words={FIGURE[one.what]}
      now={opens(one.week, { week: monday, from, to })}
      before={opens(one.before, { week: before, from: earlier, to: from })}
      change={<Change one={one} />}
    />
  );
}

/** How many, and what they are worth; of a wait how long. */
function Said({ amount: { count, money, seconds }, wait }: { amount: Amount; wait: boolean }) {
  if (wait) return <>{seconds === null ? 'none' : sayDuration(seconds)}</>;
  return (
    <>
      {count.toLocaleString()}
      <Sums of={money} />
    </>
  );
}

function Change({ one: { what, week, before } }: { one: WeekFigure }) {
  const say = useMoney();
  if (what === 'first_answer') {
    if (week.seconds === null || before.seconds === null || week.seconds === before.seconds) return '–';
    const took = sayDuration(Math.abs(week.seconds - before.seconds));
    return week.seconds < before.seconds ? `${took} quicker` : `${took} slower`;
  }
  return (
    <>
      {sayChange(week.count, before.count)}
      {changes(week.money, before.money).map((sum) => (
        <span key={sum.currency} className="week-money">
          {sum.minor > 0 ? '+' : '−'}
          {say({ ...sum, minor: Math.abs(sum.minor) })}
        </span>
      ))}
    </>
  );
}
