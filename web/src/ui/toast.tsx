// Short words at the bottom edge: done, with Undo for eight seconds; or not done, and why.
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { takeBack, type Undo } from '../api/call';
import { newKey } from '../api/http';
import { asProblem } from '../api/problem';

const UNDO_MS = 8_000;
const PROBLEM_MS = 12_000;
const closeButtonProps = { 'aria-label': 'Dismiss' };
const MOST = 3;
let shown: string[] = [];

/** The newest is always seen at once: the oldest makes room, instead of the newest waiting with its undo. */
function makeRoom(id: string): string {
  shown.slice(0, Math.max(0, shown.length - MOST + 1)).forEach((old) => notifications.hide(old));
  shown = [...shown.slice(-(MOST - 1)), id];
  return id;
}

export function say(words: string, undo?: Undo | null) {
  const id = makeRoom(newKey());
  notifications.show({
    id,
    role: 'status',
    color: 'teal',
    autoClose: UNDO_MS,
    closeButtonProps,
    message: undo ? <Undoable words={words} undo={undo} close={() => notifications.hide(id)} /> : words,
  });
}

/** With something to do next instead of an undo: "They replied". */
export function sayAnd(words: string, next: { label: string; run: () => void }) {
  const id = makeRoom(newKey());
  notifications.show({
    id,
    role: 'status',
    color: 'teal',
    autoClose: UNDO_MS,
    closeButtonProps,
    message: (
      <Pressable
        words={words}
        label={next.label}
        press={() => {
          notifications.hide(id);
          next.run();
        }}
      />
    ),
  });
}

export interface Progress {
  step: (words: string) => void;
  end: () => void;
}

/** Something takes its time: how far it is, with a way to stop it; it stays until it has ended. */
export function sayProgress(words: string, stop: () => void): Progress {
  const id = newKey();
  const shape = (now: string) => ({
    id,
    role: 'status',
    loading: true,
    autoClose: false as const,
    withCloseButton: false,
    message: <Pressable words={now} label="Stop" press={stop} />,
  });
  notifications.show(shape(words));
  return { step: (now) => void notifications.update(shape(now)), end: () => void notifications.hide(id) };
}

export function sayProblem(cause: unknown) {
  const problem = asProblem(cause);
  notifications.show({
    id: makeRoom(newKey()),
    role: 'alert',
    color: 'red',
    autoClose: PROBLEM_MS,
    closeButtonProps,
    title: problem.detail ? problem.title : undefined,
    message: problem.quote ? `${problem.sentence} Reference ${problem.quote}.` : problem.sentence,
  });
}

function Undoable({ words, undo, close }: { words: string; undo: Undo; close: () => void }) {
  const back = async () => {
    close();
    await takeBack(undo).then(() => say('Taken back'), sayProblem);
  };
  return <Pressable words={words} label="Undo" press={() => void back()} />;
}

function Pressable({ words, label, press }: { words: string; label: string; press: () => void }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm">{words}</Text>
      <Button size="compact-sm" variant="light" onClick={press}>
        {label}
      </Button>
    </Group>
  );
}
