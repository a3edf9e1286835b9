// A run that stands still before a person: why, whose it is, and everything that can be done about it.
import { Alert, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Page as Items } from '../../api/cursor';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { act } from '../../ui/act';
import { Owner } from '../exception/Owner';
import type { Exception } from '../exception/shapes';
import { Mending } from './Mending';
import type { WholeRun } from './shapes';

interface Standing {
  run: WholeRun;
  skip: () => void;
}

export function Stuck({ run, skip }: Standing) {
  const may = useMay('run.stop');
  const retry = () => act('run.retry', { run: run.id }, { done: 'It tries this step again' });
  return (
    <Alert color="red" variant="light" title="It is stuck and waits for a person" mb="lg">
      <Text size="sm" mb="sm" style={{ overflowWrap: 'anywhere' }}>
        {run.note === 'fault'
          ? 'Something broke on our side each time it was tried. Its exception says what.'
          : (run.note ?? lastWhy(run))}
      </Text>
      <Group justify="space-between" gap="sm">
        <Whose run={run.id} />
        <Group gap="xs">
          {may && run.step ? (
            <Button size="xs" variant="default" onClick={skip}>
              Skip this step
            </Button>
          ) : null}
          <Mending run={run.id} />
          {may ? (
            <Button size="xs" onClick={() => void retry()}>
              Try again
            </Button>
          ) : null}
        </Group>
      </Group>
    </Alert>
  );
}

function lastWhy({ steps }: WholeRun): string {
  return (
    steps.findLast(({ why }) => why)?.why ??
    'Look at its last step, mend what stood in the way, and try again.'
  );
}

/** Whoever has the exception of it, which may stand for many runs. */
function Whose({ run }: { run: string }) {
  const may = useMay('exception.list');
  const query = { run, limit: 1 };
  const seen = useView<Items<Exception>>('/exceptions', { query, nouns: ['run'], enabled: may });
  const exception = seen.data?.items[0];
  if (!exception) return null;
  const others = exception.left - 1;
  return (
    <Group gap="xs">
      <Owner exception={exception} open />
      <Text size="xs" component="div">
        <Link to={`/exceptions/${exception.id}` as '/exceptions'}>
          {others > 0
            ? `The exception of this and ${others.toLocaleString()} more`
            : 'The exception it belongs to'}
        </Link>
      </Text>
    </Group>
  );
}
