// One line of the bank by its own address: what waits on the line leads here.
import { Anchor } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { MONEY_NOUNS, type BankLineView } from '../../api/cash';
import { useView } from '../../api/query';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { LineCard } from './LineCard';

export function Page() {
  const { line: id } = useParams({ strict: false }) as { line: string };
  const { data: line, error, refetch } = useView<BankLineView>(`/bank_lines/${id}`, { nouns: MONEY_NOUNS });
  return (
    <>
      <PageHead
        title="Bank line"
        above={
          <Anchor component={Link} to="/bank" size="sm">
            Bank
          </Anchor>
        }
      />
      {error && !line ? <ProblemNote problem={error} again={() => void refetch()} /> : null}
      {!line && !error ? <WaitingRows count={1} height={160} /> : null}
      {line ? (
        <ul className="card-list">
          <LineCard line={line} />
        </ul>
      ) : null}
    </>
  );
}
