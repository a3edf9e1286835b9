// Short words at the bottom edge: done, with Undo for eight seconds; or not done, and why.
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { takeBack, type Undo } from '../api/call';
import { asProblem } from '../api/problem';

const UNDO_MS = 8_000;
const PROBLEM_MS = 12_000;
const closeButtonProps = { 'aria-label': 'Dismiss' };

export function say(words: string, undo?: Undo | null) {
  const id = notifications.show({
    role: 'status',
    color: 'teal',
    autoClose: UNDO_MS,
    closeButtonProps,
    message: undo ? <Undoable words={words} undo={undo} close={() => notifications.hide(id)} /> : words,
  });
}

export function sayProblem(cause: unknown) {
  const problem = asProblem(cause);
  notifications.show({
    role: 'alert',
    color: 'red',
    autoClose: PROBLEM_MS,
    closeButtonProps,
    title: problem.detail ? problem.title : undefined,
    message: problem.ref ? `${problem.sentence} Reference ${problem.ref}.` : problem.sentence,
  });
}

function Undoable({ words, undo, close }: { words: string; undo: Undo; close: () => void }) {
  const back = async () => {
    close();
    await takeBack(undo).then(() => say('Taken back'), sayProblem);
  };
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm">{words}</Text>
      <Button size="compact-sm" variant="light" onClick={() => void back()}>Undo</Button>
    </Group>
  );
}
