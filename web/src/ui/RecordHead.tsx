// What the pages of records share: the wait for the record, and where it stands, above its title.
import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Problem } from '../api/problem';
import { PageHead } from './PageHead';
import { ProblemNote } from './ProblemNote';
import { StatusBadge } from './StatusBadge';
import { WaitingRecord } from './Waiting';

interface Loading<T> {
  /** What it is called until it is there. */
  noun: string;
  view: { data: T | undefined; error: Problem | null; refetch: () => unknown };
  children: (record: T) => ReactNode;
}

/** The record as soon as it is there; until then that it comes, or why not. */
export function RecordPage<T>({ noun, view: { data, error, refetch }, children }: Loading<T>) {
  if (data !== undefined) return children(data);
  return (
    <>
      <PageHead title={noun} />
      {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
    </>
  );
}

interface Standing {
  state: string;
  /** Why it ended so. */
  reason?: string | null;
  test?: boolean;
  /** Ways to the records beside it. */
  children?: ReactNode;
}

export function RecordState({ state, reason, test = false, children }: Standing) {
  return (
    <Group gap={6} mb={4}>
      <StatusBadge state={state} />
      {test ? <StatusBadge state="practice" label="Test" /> : null}
      {reason ? (
        <Text size="sm" c="dimmed">
          {reason}
        </Text>
      ) : null}
      {children}
    </Group>
  );
}
