// A problem in the server's own words, with what to do and the number to give when it was a fault.
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { asProblem } from '../api/problem';
import { CopyLink } from './CopyLink';

interface Note {
  problem: unknown;
  again?: () => void;
  /** Pointers that stand beside their fields already. */
  placed?: readonly string[];
}

export function ProblemNote({ problem: cause, again, placed = [] }: Note) {
  const problem = asProblem(cause);
  // What names no field says it once.
  const rest = problem.errors.filter(
    ({ pointer, detail }) => !placed.includes(pointer) && detail !== problem.detail,
  );
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      radius="lg"
      icon={<IconAlertTriangle />}
      title={problem.title}
    >
      {problem.detail ? <Text size="sm">{problem.detail}</Text> : null}
      {rest.map(({ pointer, detail }) => (
        <Text size="sm" key={pointer + detail}>
          {detail}
        </Text>
      ))}
      <Group mt={problem.quote || again ? 'sm' : 0} gap="sm">
        {again ? (
          <Button size="xs" variant="default" onClick={again}>
            Try again
          </Button>
        ) : null}
        {problem.quote ? <CopyLink value={problem.quote} label={`Copy reference ${problem.quote}`} /> : null}
      </Group>
    </Alert>
  );
}
