// Everything that is wrong or should be known, each with the way to its place.
import { Button, Text } from '@mantine/core';
import { placeOf } from './missing';
import { sentence } from './StepList';
import type { Problem } from './useEditor';

export function ProblemList({
  problems,
  show,
}: {
  problems: readonly Problem[];
  show: (problem: Problem) => void;
}) {
  if (!problems.length) return null;
  const errors = problems.filter(({ level }) => level === 'error').length;
  const title = errors
    ? `${errors === 1 ? 'One thing is' : `${errors} things are`} missing or wrong`
    : 'It can be published; know this first';
  return (
    <section className="problem-list" aria-label="What is wrong">
      <Text fw={650} size="sm" mb={4}>
        {title}
      </Text>
      <ul className="plain-list">
        {problems.map((problem) => (
          <li key={`${problem.at.path} ${problem.message}`}>
            <Button
              size="compact-sm"
              variant="light"
              color={problem.level === 'error' ? 'red' : 'orange'}
              onClick={() => show(problem)}
            >
              {placeOf(problem)}
            </Button>
            <Text span size="sm">
              {sentence(problem.message.replace(/^\w+: /, ''))}
              {problem.fix ? ` ${sentence(problem.fix)}` : ''}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}
