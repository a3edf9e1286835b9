// Somebody who asked for nothing: a name, an address or a number is enough.
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';

const EMPTY = { name: '', email: '', phone: '', company_name: '' };

export function NewContact({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Add a contact">
      <NewForm close={close} />
    </Modal>
  );
}

function NewForm({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const { form, busy, problem, submit } = useCommandForm({
    initial: EMPTY,
    send: async (typed) => {
      const given = Object.fromEntries(Object.entries(typed).filter(([, text]) => text.trim()));
      const { answer, undo } = await call<{ id: string; display: string }>('contact.add', given);
      close();
      say(`${answer.display} is a contact now`, undo);
      await navigate({ to: `/contacts/${answer.id}` });
    },
  });
  const field = (path: keyof typeof EMPTY) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput {...field('name')} label="Name" autoComplete="off" data-autofocus />
        <Group grow align="flex-start" gap="sm">
          <TextInput {...field('email')} label="Email" type="email" inputMode="email" autoComplete="off" />
          <TextInput {...field('phone')} label="Phone" type="tel" autoComplete="off" />
        </Group>
        <TextInput
          {...field('company_name')}
          label="Company"
          description="Found by its name, or added."
          autoComplete="off"
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy} mt="xs">
          Add contact
        </Button>
      </Stack>
    </form>
  );
}
