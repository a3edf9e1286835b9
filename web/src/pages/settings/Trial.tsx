// One real request, now, and what came of it in a sentence: of a connection, of the gateway for SMS.
import { Alert } from '@mantine/core';
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/problem';
import { ProblemNote } from '../../ui/ProblemNote';
import type { Tested } from './connections';

/** Asks once at a time; what came of the last time, or what kept it from being asked. */
export function useTrial(ask: () => Promise<Tested>) {
  const [busy, setBusy] = useState(false);
  const [came, setCame] = useState<Tested | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const test = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setCame(await ask());
    } catch (cause) {
      setCame(null);
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  return { busy, came, problem, test };
}

interface Outcome {
  came: Tested | null;
  problem: Problem | null;
  title: (came: Tested) => string;
}

export function TrialOutcome({ came, problem, title }: Outcome) {
  return (
    <>
      {problem ? <ProblemNote problem={problem} /> : null}
      {came ? (
        <Alert color={came.works ? 'teal' : 'orange'} variant="light" role="status" title={title(came)}>
          {came.said}
        </Alert>
      ) : null}
    </>
  );
}
