// A few words before something happens, the usual ones one press away; the server's refusal stands beside the field.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useCommandForm } from './form';
import { ProblemNote } from './ProblemNote';

export interface Why {
  /** What happens, before the words. */
  text?: ReactNode;
  /** What is asked for: a reason where nothing is said. */
  label?: string;
  hint?: string | undefined;
  /** Words to take by one press. */
  usual?: readonly string[];
  verb: string;
  destroys?: boolean;
  /** More fields, above the words. */
  children?: ReactNode;
}

interface Handlers {
  /** Throws what the server refused. */
  send: (words: string) => Promise<unknown>;
  leave: () => void;
}

export function ReasonForm({ text, label = 'Reason', hint, usual = [], verb, ...rest }: Why & Handlers) {
  const { destroys, children, send, leave } = rest;
  const [taken, setTaken] = useState('');
  const { form, busy, problem, submit } = useCommandForm({
    initial: { reason: '' },
    needed: { reason: 'A few words are needed; it is what we learn from.' },
    send: async ({ reason }) => {
      await send(reason.trim());
    },
  });
  const take = (words: string) => {
    form.setFieldValue('reason', words);
    form.clearFieldError('reason');
    setTaken(words);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {text ? (
          <Text size="sm" component="div">
            {text}
          </Text>
        ) : null}
        {children}
        {usual.length ? (
          <Group gap={6}>
            {usual.map((words) => (
              <Button
                key={words}
                size="compact-sm"
                radius="xl"
                variant={taken === words ? 'light' : 'default'}
                onClick={() => take(words)}
              >
                {words}
              </Button>
            ))}
          </Group>
        ) : null}
        <Textarea
          key={form.key('reason')}
          {...form.getInputProps('reason')}
          label={label}
          description={hint}
          autosize
          minRows={2}
          data-autofocus
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={leave}>
            Keep as it is
          </Button>
          <Button type="submit" loading={busy} {...(destroys ? { color: 'red' } : {})}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
