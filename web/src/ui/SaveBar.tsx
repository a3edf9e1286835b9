// The end of a form that is saved whole: what could not be placed beside a field, and the button or why there is none.
import { Button, Group, Text } from '@mantine/core';
import type { Problem } from '../api/problem';
import { ProblemNote } from './ProblemNote';

interface Saving {
  may: boolean;
  busy: boolean;
  problem: Problem | null;
}

export function SaveBar({ may, busy, problem }: Saving) {
  return (
    <>
      {problem ? <ProblemNote problem={problem} /> : null}
      {may ? (
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </Group>
      ) : (
        <ReadOnly />
      )}
    </>
  );
}

export function ReadOnly() {
  return (
    <Text size="sm" c="dimmed">
      Your role may read this. An administrator can change it.
    </Text>
  );
}
