// Asks why, with the usual reasons one press away; the server's refusal stands beside the field.
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useCommandForm } from './form';
import { ProblemNote } from './ProblemNote';

interface Why {
  title: string;
  /** What happens, before the reason. */
  text?: ReactNode;
  verb: string;
  usual: readonly string[];
  close: () => void;
  /** Throws what the server refused. */
  send: (reason: string) => Promise<unknown>;
  /** More fields, above the reason. */
  children?: ReactNode;
}

export function ReasonDialog({ opened, ...why }: Why & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={why.close} title={why.title}>
      <ReasonForm {...why} />
    </Modal>
  );
}

function ReasonForm({ text, verb, usual, close, send, children }: Why) {
  const [reason, setReason] = useState('');
  const { form, busy, problem, submit } = useCommandForm({
    initial: { reason: '' },
    needed: { reason: 'Say why; it is what we learn from.' },
    send: async ({ reason: given }) => {
      await send(given.trim());
      close();
    },
  });
  const take = (words: string) => {
    form.setFieldValue('reason', words);
    form.clearFieldError('reason');
    setReason(words);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {text}
        {children}
        <Group gap={6}>
          {usual.map((words) => (
            <Button
              key={words}
              size="compact-sm"
              radius="xl"
              variant={reason === words ? 'light' : 'default'}
              onClick={() => take(words)}
            >
              {words}
            </Button>
          ))}
        </Group>
        <Textarea
          key={form.key('reason')}
          {...form.getInputProps('reason')}
          label="Reason"
          autosize
          minRows={2}
          data-autofocus
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
