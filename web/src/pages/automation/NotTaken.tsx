// Who an automation did not take in, and why: the refusals among its decisions, newest first.
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { cursorAfter, flatten, type Page } from '../../api/cursor';
import { send } from '../../api/http';
import { keyOf, useView } from '../../api/query';
import { nounLabel, recordPath } from '../../shell/records';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { sayKind, sayReason, type Enrolment } from './decisions';

type Row = Enrolment & { id: string };

/** So many decisions are asked for at a time, whichever way they went. */
const PAGE = 50;

function useDecisions(automation: string) {
  const query = { automation, limit: PAGE };
  const nouns = ['run', 'lead', 'deal', 'message', 'proposal', 'invoice'];
  const pages = useInfiniteQuery({
    queryKey: [...keyOf('/enrolments', { query, nouns }), 'list'],
    queryFn: async ({ pageParam, signal }): Promise<Page<Row>> => {
      const page = await send<Page<Enrolment>>('GET', '/enrolments', {
        query: { ...query, after: pageParam },
        signal,
      });
      return { ...page, items: page.items.map((one) => ({ ...one, id: `${one.fact} ${one.automation}` })) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: cursorAfter,
  });
  return { pages, rows: flatten(pages.data?.pages) };
}

export function NotTaken({ automation }: { automation: string }) {
  const { pages, rows } = useDecisions(automation);
  if (pages.isPending) return <WaitingRows count={6} />;
  if (pages.error && !rows.length)
    return <ProblemNote problem={pages.error} again={() => void pages.refetch()} />;
  const refused = rows.filter(({ decision }) => decision === 'refused');
  const more = pages.hasNextPage;
  return (
    <>
      <Title order={2}>Who was not taken in, and why</Title>
      <Text size="sm" c="dimmed" mb="sm">
        Each time something happened that could have started it and did not: whom it was about, and why it
        left them out.
      </Text>
      {refused.length ? (
        <Stack component="ul" gap={0} p={0} m={0} className="table-box" aria-label="Not taken in">
          {refused.map((one) => (
            <Refused key={one.id} one={one} />
          ))}
        </Stack>
      ) : (
        <EmptyState
          icon={IconFilterOff}
          title={more ? 'None among the newest decisions' : 'Nobody was left out'}
          hint="When it looks at somebody and does not start, they stand here with the reason."
        />
      )}
      {rows.length ? (
        <Group mt="sm" justify="space-between">
          <Text size="sm" c="dimmed" role="status" className="num">
            {refused.length.toLocaleString()} left out of the {more ? 'newest ' : ''}
            {rows.length.toLocaleString()} it looked at{more ? '; there are earlier ones' : ''}
          </Text>
          {more ? (
            <Button
              variant="default"
              size="xs"
              loading={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              Look further back
            </Button>
          ) : null}
        </Group>
      ) : null}
    </>
  );
}

function Refused({ one }: { one: Row }) {
  return (
    <li className="list-row">
      <div style={{ minWidth: 0, flex: '1 1 320px' }}>
        <Text size="sm" fw={600} component="div" style={{ overflowWrap: 'anywhere' }}>
          {one.contact ? <Person id={one.contact} /> : 'Nobody in particular'}
        </Text>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {sayReason(one.reason)}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          on “{sayKind(one.kind)}”, <When at={one.at} />
          <Subject one={one} />
        </Text>
      </div>
    </li>
  );
}

/** Their name, where it may be seen. */
function Person({ id }: { id: string }) {
  const { data } = useView<{ display: string }>(`/contacts/${id}`);
  return <Link to={`/contacts/${id}` as '/contacts'}>{data?.display ?? nounLabel(id)}</Link>;
}

function Subject({ one: { subject, contact } }: { one: Row }) {
  const path = subject && subject !== contact ? recordPath(subject) : undefined;
  if (!subject || !path) return null;
  return (
    <>
      {' · '}
      <Link to={path}>{nounLabel(subject)}</Link>
    </>
  );
}
