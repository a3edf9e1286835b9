// One real request to a connection, now, and what came of it in a sentence; beside what else can be done with it.
import { Alert, Button, Group, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { call } from '../../api/call';
import { asProblem, type Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import { ProblemNote } from '../../ui/ProblemNote';
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
  const [busy, setBusy] = useState(false);
  const [came, setCame] = useState<Tested | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const test = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const body = { connection: connection.id, ...(path.trim() ? { path: path.trim() } : {}) };
      const { answer } = await call<Tested>('connection.test', body);
      setCame(answer);
      tested(answer.works);
    } catch (cause) {
      setCame(null);
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  return (
    <>
      {problem ? <ProblemNote problem={problem} /> : null}
      {came ? (
        <Alert
          color={came.works ? 'teal' : 'orange'}
          variant="light"
          role="status"
          title={titleOf(came, connection.name)}
        >
          {came.said}
        </Alert>
      ) : null}
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
