// What machines could not finish: each with an owner, a clock, what happened, and the next thing to do.
import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useList, useView } from '../../api/query';
import { useSession } from '../../api/session';
import { EmptyState } from '../../ui/EmptyState';
import { Filter } from '../../ui/Filter';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { ExceptionCard } from './ExceptionCard';
import { Several } from './Several';
import type { Exception } from './shapes';

const NOUNS = ['run', 'mail', 'message', 'automation', 'task', 'intake', 'setting'] as const;

interface Counts {
  open: number;
  mine: number;
  late: number;
}

export function Page() {
  const { show } = useSearch({ strict: false }) as { show?: string };
  const { user } = useSession();
  const counts = useView<Counts>('/exceptions/count', { nouns: NOUNS }).data;
  const list = useList<Exception>('/exceptions', {
    query: { state: show === 'closed' ? 'closed' : 'open', owner: show === 'mine' ? user.id : null },
    nouns: NOUNS,
  });
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = list.rows.filter(({ id, state }) => ids.has(id) && state === 'open');
  const choose = (id: string, yes: boolean) =>
    setIds((now) => new Set(yes ? [...now, id] : [...now].filter((each) => each !== id)));
  const late = counts?.late ? `, ${counts.late.toLocaleString()} of them late` : '';
  return (
    <>
      <PageHead
        title="Exceptions"
        sub={counts ? `${counts.open.toLocaleString()} open${late}` : 'What needs a person.'}
      />
      <Filter
        label="Which exceptions"
        to="/exceptions"
        param="show"
        chosen={show}
        all="Open"
        choices={[
          { value: 'mine', label: 'Mine', count: counts?.mine },
          { value: 'closed', label: 'Closed' },
        ]}
      />
      {list.pending ? <WaitingRows count={4} height={150} /> : null}
      {list.problem && !list.rows.length ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {!list.pending && !list.problem && !list.rows.length ? <Nothing show={show} /> : null}
      {chosen.length ? <Several chosen={chosen} done={() => setIds(new Set())} /> : null}
      <ul className="card-list">
        {list.rows.map((exception) => (
          <ExceptionCard
            key={exception.id}
            exception={exception}
            chosen={ids.has(exception.id)}
            onChoose={(yes) => choose(exception.id, yes)}
          />
        ))}
      </ul>
      {list.rows.length ? (
        <Group mt="sm" justify="space-between">
          <Text size="sm" c="dimmed" role="status" className="num">
            {list.rows.length.toLocaleString()} {list.more ? 'loaded, there are more' : 'in all'}
          </Text>
          {list.more ? (
            <Button variant="default" size="xs" loading={list.loading} onClick={list.loadMore}>
              Load more
            </Button>
          ) : null}
        </Group>
      ) : null}
    </>
  );
}

function Nothing({ show }: { show: string | undefined }) {
  const open = (
    <Button component={Link} to="/exceptions" variant="default">
      Show every open one
    </Button>
  );
  return (
    <EmptyState
      icon={IconCircleCheck}
      title={
        show === 'closed' ? 'None was closed yet' : show ? 'None of them is yours' : 'Nothing needs a person'
      }
      hint="When something cannot go on by itself, it comes here with its owner, never into silence."
      action={show ? open : undefined}
    />
  );
}
