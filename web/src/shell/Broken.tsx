// A screen that cannot be shown: what happened, the reference number, and two ways on.
import { Button, Container, Group, Text, Title } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { asProblem } from '../api/problem';
import { ProblemNote } from '../ui/ProblemNote';

export function Broken({ error, reset }: ErrorComponentProps) {
  const problem = asProblem(error);
  const title = problem.status === 404 ? 'Not there' : 'This screen cannot be shown';
  return (
    <Container size="sm" py="md" px={0}>
      <Title order={1} mb="md">
        {title}
      </Title>
      <ProblemNote problem={problem} again={reset} />
      <Text size="sm" c="dimmed" mt="md">
        Nothing you saved is lost.
      </Text>
      <Group mt="md">
        <Button variant="default" onClick={() => window.location.reload()}>
          Load again
        </Button>
        <Button component={Link} to="/" variant="subtle">
          Home
        </Button>
      </Group>
    </Container>
  );
}

export function Missing() {
  return (
    <Container size="sm" py="md" px={0}>
      <Title order={1} mb="xs">
        There is no such page
      </Title>
      <Text c="dimmed" mb="lg">
        The address may be old or mistyped. Search finds every record by name or number.
      </Text>
      <Button component={Link} to="/">
        Home
      </Button>
    </Container>
  );
}
