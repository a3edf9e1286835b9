// The runs that stand still, of all automations: each leads to itself, where it can be mended or stopped.
import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useList } from '../../api/query';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { About } from '../automation/Runs';
import type { RunView } from '../automation/shapes';

export function StillRuns({ count }: { count: number }) {
  const list = useList<RunView>('/runs', {
    query: { state: 'parked', limit: 20 },
    nouns: ['exception', 'automation'],
  });
  return (
    <Block title="Runs that stand still">
      <Text size="sm" c="dimmed" mb="sm">
        Each waits for a person: open it to see what stood in its way, then try again, skip the step, or stop
        it.
      </Text>
      {list.pending ? <WaitingLines /> : null}
      {list.problem && !list.rows.length ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      <ul className="needs" aria-label="Runs that stand still">
        {list.rows.map((run) => (
          <li key={run.id} className="need">
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
                <Link to={`/runs/${run.id}` as '/automations'}>
                  {run.name}
                  {run.step ? `, at “${run.step.replaceAll('_', ' ')}”` : ''}
                </Link>
              </Text>
              {run.note ? (
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {run.note}
                </Text>
              ) : null}
              <Text size="xs" c="dimmed" component="div">
                began <When at={run.started_at} />, about: <About id={run.subject} />
                {' · '}
                <Link
                  to={`/automations/${run.automation}` as '/automations'}
                  search={{ tab: 'runs', state: 'parked' } as never}
                >
                  All stuck ones of this automation
                </Link>
              </Text>
            </div>
          </li>
        ))}
      </ul>
      {list.more ? (
        <Button mt="sm" size="xs" variant="default" loading={list.loading} onClick={list.loadMore}>
          Load more of {count.toLocaleString()}
        </Button>
      ) : null}
    </Block>
  );
}
