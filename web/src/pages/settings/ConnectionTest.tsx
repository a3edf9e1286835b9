// One real request to a connection, now, and what came of it in a sentence; beside what else can be done with it.
import { Button, Group, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { call } from '../../api/call';
import { useMay } from '../../api/session';
import { TrialOutcome, useTrial } from './Trial';
import type { Connection, Tested } from './connections';

interface Testing {
  connection: Connection;
  /** It answered with yes, or not. */
  tested: (works: boolean) => void;
  children: ReactNode;
}

export function ConnectionTest({ connection, tested, children }: Testing) {
  const may = useMay('connection.test');
  const [path, setPath] = useState('');
  const { busy, came, problem, test } = useTrial(async () => {
    const body = { connection: connection.id, ...(path.trim() ? { path: path.trim() } : {}) };
    const { answer } = await call<Tested>('connection.test', body);
    tested(answer.works);
    return answer;
  });
  return (
    <>
      <TrialOutcome came={came} problem={problem} title={(one) => titleOf(one, connection.name)} />
      {came?.code && !came.works ? (
        <TextInput
          label="A path it has"
          description="Below its address; it is only read."
          placeholder="/health"
          spellCheck={false}
          autoCapitalize="off"
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && void test()}
        />
      ) : null}
      <Group gap="xs">
        {may ? (
          <Button size="xs" aria-label={`Test ${connection.name}`} loading={busy} onClick={() => void test()}>
            {came ? 'Test again' : 'Test'}
          </Button>
        ) : null}
        {children}
      </Group>
    </>
  );
}

function titleOf({ works, code }: Tested, name: string): string {
  if (works) return `${name} works`;
  return code ? `${name} is there and does not say yes` : `${name} did not answer`;
}
