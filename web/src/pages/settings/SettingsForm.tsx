// One settings document in a form: saved whole over the version that was read, never over a newer one unseen.
import { Alert, Button, Fieldset, Paper, Stack, Text, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useState, type ReactNode } from 'react';
import { call } from '../../api/call';
import { nounOfKind } from '../../api/nouns';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { ProblemNote } from '../../ui/ProblemNote';
import { SaveBar } from '../../ui/SaveBar';
import { WaitingLines } from '../../ui/Waiting';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';

interface Kept<T> {
  rv: number;
  settings: T;
}

interface Topic<T, V extends object> {
  title?: string;
  path: string;
  verb: string;
  toForm: (settings: T) => V;
  toSettings: (typed: V) => T;
  /** The server's path below the document → the form's. */
  place?: (path: string) => string;
  check?: (typed: V) => Record<string, string | null>;
  done: string;
  children: (form: UseFormReturnType<V>) => ReactNode;
}

export function SettingsForm<T, V extends object>(topic: Topic<T, V>) {
  const seen = useView<Kept<T>>(topic.path, { nouns: ['setting', nounOfKind(topic.verb)] });
  const [held, setHeld] = useState<Kept<T> | undefined>(seen.data);
  useEffect(() => setHeld((before) => before ?? seen.data), [seen.data]);
  if (seen.error && !held) return <ProblemNote problem={seen.error} again={() => void seen.refetch()} />;
  if (!held) return <WaitingLines count={8} />;
  return <Body key={held.rv} topic={topic} held={held} now={seen.data ?? held} hold={setHeld} />;
}

interface BodyProps<T, V extends object> {
  topic: Topic<T, V>;
  held: Kept<T>;
  /** What the server has by now. */
  now: Kept<T>;
  hold: (kept: Kept<T>) => void;
}

function Body<T, V extends object>({ topic, held, now, hold }: BodyProps<T, V>) {
  const may = useMay(topic.verb);
  const place = (path: string) => {
    const below = path.replace(/^settings\./, '');
    return topic.place?.(below) ?? below;
  };
  const send = async (typed: V) => {
    const body = { rv: held.rv, settings: topic.toSettings(typed) };
    const { answer, undo } = await call<Kept<T>>(topic.verb, body);
    say(topic.done, undo);
    hold({ rv: answer.rv, settings: answer.settings });
  };
  const initial = topic.toForm(held.settings);
  const { form, busy, problem, submit } = useCommandForm<V>({
    initial,
    send,
    place,
    ...(topic.check ? { check: topic.check } : {}),
  });
  const newer = now.rv > held.rv;
  const touched = form.isDirty();
  useEffect(() => {
    if (newer && !touched) hold(now);
  }, [newer, touched, hold, now]);
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      {topic.title ? (
        <Title order={2} mb="md">
          {topic.title}
        </Title>
      ) : null}
      <form onSubmit={submit} noValidate>
        <Fieldset variant="unstyled" disabled={!may} p={0}>
          <Stack gap="md">
            {topic.children(form)}
            {newer && touched ? <Newer show={() => hold(now)} /> : null}
            <SaveBar may={may} busy={busy} problem={problem} />
          </Stack>
        </Fieldset>
      </form>
    </Paper>
  );
}

function Newer({ show }: { show: () => void }) {
  return (
    <Alert color="orange" variant="light" role="alert" title="Somebody else saved these settings meanwhile">
      <Text size="sm" mb="sm">
        What you typed is not saved and would replace theirs. Look at theirs first, then type yours again.
      </Text>
      <Button size="xs" variant="default" onClick={show}>
        Show what is saved now
      </Button>
    </Alert>
  );
}
