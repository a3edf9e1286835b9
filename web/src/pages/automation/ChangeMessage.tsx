// A message that waits for a yes, written otherwise by a person before it leaves.
import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { call } from '../../api/call';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import type { Approval } from './shapes';

interface Dialog {
  approval: Approval;
  close: () => void;
}

export function ChangeMessage({ approval, opened, close }: Dialog & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={close} title="Change it before it leaves" size="lg">
      <Letter approval={approval} close={close} />
    </Modal>
  );
}

function Letter({ approval, close }: Dialog) {
  const { shown } = approval;
  const { form, busy, problem, submit } = useCommandForm({
    initial: { subject: shown?.subject ?? '', text: shown?.text ?? '' },
    needed: { subject: 'It needs a subject.', text: 'It needs a text.' },
    place: (path) => path.replace(/^edit\./, ''),
    send: async (edit) => {
      await call('approval.approve', { approval: approval.id, edit });
      say('It leaves now, as you wrote it');
      close();
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          {shown?.to ? `To ${shown.to}. ` : ''}Your words leave instead of these, this one time. The text that
          the automation uses stays as it is.
        </Text>
        <TextInput key={form.key('subject')} {...form.getInputProps('subject')} label="Subject" />
        <Textarea
          key={form.key('text')}
          {...form.getInputProps('text')}
          label="Text"
          autosize
          minRows={6}
          maxRows={16}
          data-autofocus
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            Keep as it is
          </Button>
          <Button type="submit" loading={busy}>
            Approve with these changes
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
