// What machines could not finish: each with an owner, a clock, what happened, and the next thing to do.
import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEveryPage, useList, useUpTo, useView } from '../../api/query';
import { useSession } from '../../api/session';
import { useChosen } from '../../ui/Chosen';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { useFilters } from '../../ui/filters';
import { ExceptionCard } from './ExceptionCard';
import { ExportButton } from './ExportButton';
import { aboutWhom, FILTERS, Filters, type Counts } from './Filters';
import { Several } from './Several';
import { speaksOf, type Exception } from './shapes';

const NOUNS = ['run', 'mail', 'message', 'automation', 'task', 'intake', 'setting'] as const;

/** The server knows no filter by lateness, kind or words: so many are looked through for them. */
const LOOKED_THROUGH = 1_000;

export function Page() {
  const [filters, set] = useFilters(FILTERS);
  const { show, when, code, owner, about, q } = filters;
  const { user } = useSession();
  const counts = useView<Counts>('/exceptions/count', { nouns: NOUNS }).data;
  const asked = {
    state: show === 'closed' ? 'closed' : 'open',
    owner: show === 'mine' ? user.id : (owner ?? null),
    ...aboutWhom(about),
  };
  const list = useList<Exception>('/exceptions', { query: asked, nouns: NOUNS });
  const late = when === 'late' && show !== 'closed';
  const narrow = late || code !== undefined || q !== undefined;
  const { more, loading, loadMore } = list;
  useUpTo(narrow ? LOOKED_THROUGH : 0, list);
  const timely = list.rows.filter((one) => (!late || one.late) && (!q || speaksOf(one, q)));
  const rows = timely.filter((one) => !code || one.code === code);
  const choice = useChosen(
    rows.filter(({ state }) => state === 'open'),
    ({ id }) => id,
  );
  const every = useEveryPage(list, choice.all);
  const soFar = counts?.late ? `, ${counts.late.toLocaleString()} of them late` : '';
  return (
    <>
      <PageHead
        title="Exceptions"
        sub={counts ? `${counts.open.toLocaleString()} open${soFar}` : 'What needs a person.'}
      >
        <ExportButton query={{ ...asked, late, code, words: q }} />
      </PageHead>
      <Filters chosen={filters} set={set} counts={counts} rows={timely} />
      {list.pending ? <WaitingRows count={4} height={150} /> : null}
      {list.problem && !list.rows.length ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {!list.pending && !list.problem && !rows.length ? (
        narrow || owner || about ? (
          <NoneOfThem more={more} />
        ) : (
          <Nothing show={show} />
        )
      ) : null}
      {choice.chosen.length ? <Several {...choice} every={more || every.busy ? every : null} /> : null}
      <ul className="card-list">
        {rows.map((exception) => (
          <ExceptionCard
            key={exception.id}
            exception={exception}
            chosen={choice.has(exception)}
            onChoose={(yes) => choice.choose(exception, yes)}
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

function NoneOfThem({ more }: { more: boolean }) {
  return (
    <EmptyState
      icon={IconCircleCheck}
      title={more ? 'None among those looked through' : 'None of them is like that'}
      hint="Choose other filters, or see every open one."
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
