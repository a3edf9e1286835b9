// One exception at an address of its own, as links in mails and searches lead to it.
import { Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useView } from '../../api/query';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRecord } from '../../ui/Waiting';
import { ExceptionCard } from './ExceptionCard';
import type { Exception } from './shapes';

export function Page() {
  const { exception: id } = useParams({ strict: false }) as { exception: string };
  const seen = useView<Exception>(`/exceptions/${id}`, { nouns: ['exception', 'run', 'mail'] });
  return (
    <>
      <PageHead
        title="Exception"
        above={
          <Text size="sm" mb={2}>
            <Link to="/exceptions" className="quiet-link">
              Exceptions
            </Link>
          </Text>
        }
      />
      {seen.error && !seen.data ? (
        <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
      ) : null}
      {seen.isPending ? <WaitingRecord /> : null}
      {seen.data ? (
        <ul className="card-list">
          <ExceptionCard exception={seen.data} />
        </ul>
      ) : null}
    </>
  );
}
