// What machines could not finish: each with an owner, a clock, what happened, and the next thing to do.
import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useList, useUpTo, useView } from '../../api/query';
import { useSession } from '../../api/session';
import { EmptyState } from '../../ui/EmptyState';
import { Filter } from '../../ui/Filter';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { ExceptionCard } from './ExceptionCard';
import { Several } from './Several';
import { kindsOf, sayCode, type Exception } from './shapes';

const NOUNS = ['run', 'mail', 'message', 'automation', 'task', 'intake', 'setting'] as const;

/** The server knows no filter by lateness or kind: so many are looked through for them. */
const LOOKED_THROUGH = 1_000;

interface Counts {
  open: number;
  mine: number;
  late: number;
}

export function Page() {
  const { show, when, code } = useSearch({ strict: false }) as {
    show?: string;
    when?: string;
    code?: string;
  };
  const { user } = useSession();
  const counts = useView<Counts>('/exceptions/count', { nouns: NOUNS }).data;
  const list = useList<Exception>('/exceptions', {
    query: { state: show === 'closed' ? 'closed' : 'open', owner: show === 'mine' ? user.id : null },
    nouns: NOUNS,
  });
  const late = when === 'late';
  const narrow = late || code !== undefined;
  const { more, loading, loadMore } = list;
  useUpTo(narrow ? LOOKED_THROUGH : 0, list);
  const timely = list.rows.filter((one) => !late || one.late);
  const rows = timely.filter((one) => !code || one.code === code);
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = rows.filter(({ id, state }) => ids.has(id) && state === 'open');
  const choose = (id: string, yes: boolean) =>
    setIds((now) => new Set(yes ? [...now, id] : [...now].filter((each) => each !== id)));
  const soFar = counts?.late ? `, ${counts.late.toLocaleString()} of them late` : '';
  return (
    <>
      <PageHead
        title="Exceptions"
        sub={counts ? `${counts.open.toLocaleString()} open${soFar}` : 'What needs a person.'}
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
      {show === 'closed' ? null : (
        <Filter
          label="By lateness"
          to="/exceptions"
          param="when"
          chosen={late ? 'late' : undefined}
          choices={[{ value: 'late', label: 'Past its time', count: show ? undefined : counts?.late }]}
          all="Late or not"
          with={{ show, code }}
        />
      )}
      <Kinds rows={timely} code={code} others={{ show, when }} />
      {list.pending ? <WaitingRows count={4} height={150} /> : null}
      {list.problem && !list.rows.length ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {!list.pending && !list.problem && !rows.length ? (
        narrow ? (
          <NoneOfThem more={more} />
        ) : (
          <Nothing show={show} />
        )
      ) : null}
      {chosen.length ? <Several chosen={chosen} done={() => setIds(new Set())} /> : null}
      <ul className="card-list">
        {rows.map((exception) => (
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
            {narrow ? `${rows.length.toLocaleString()} of ` : ''}
            {list.rows.length.toLocaleString()} {more ? 'loaded, there are more' : 'in all'}
          </Text>
          {more ? (
            <Button variant="default" size="xs" loading={loading} onClick={loadMore}>
              Load more
            </Button>
          ) : null}
        </Group>
      ) : null}
    </>
  );
}

interface OfKinds {
  rows: readonly Exception[];
  code: string | undefined;
  others: Record<string, string | undefined>;
}

/** One chip for each kind that is there; nothing to choose where all are of one kind. */
function Kinds({ rows, code, others }: OfKinds) {
  const kinds = kindsOf(rows);
  if (code && !kinds.some((kind) => kind.code === code)) kinds.push({ code, count: 0 });
  if (kinds.length < 2 && !code) return null;
  return (
    <Filter
      label="Kind"
      to="/exceptions"
      param="code"
      chosen={code}
      choices={kinds.map(({ code: value, count }) => ({ value, label: sayCode(value), count }))}
      all="Every kind"
      with={others}
    />
  );
}

function NoneOfThem({ more }: { more: boolean }) {
  return (
    <EmptyState
      icon={IconCircleCheck}
      title={more ? 'None among those looked through' : 'None of them is like that'}
      hint="Choose another kind, or see every open one."
      action={
        <Button component={Link} to="/exceptions" variant="default">
          Show every open one
        </Button>
      }
    />
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
