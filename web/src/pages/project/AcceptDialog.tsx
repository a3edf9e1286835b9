// Records a yes the client gave elsewhere: with a note, and with a file that shows it.
import { Button, FileInput, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { bringFile, type MilestoneView, type ProjectView } from '../../api/delivery';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';

interface Accept {
  step: MilestoneView;
  project: ProjectView;
  close: () => void;
}

export function AcceptDialog({ opened, ...accept }: Accept & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={accept.close} title={`“${accept.step.title}” is accepted`}>
      <AcceptForm {...accept} />
    </Modal>
  );
}

function AcceptForm({ step, project, close }: Accept) {
  const [file, setFile] = useState<File | null>(null);
  const { form, busy, problem, submit } = useCommandForm({
    initial: { note: '' },
    send: async ({ note }) => {
      const proof = file ? await bringFile(project.id, file, false) : null;
      const { undo } = await call('milestone.accept', {
        milestone: step.id,
        note: note.trim() || null,
        file: proof?.file ?? null,
      });
      close();
      say('Accepted', undo);
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          {step.amount.minor === 0 ? 'It is not paid by itself.' : 'It is invoiced next.'} The client can also
          accept it on their page.
        </Text>
        <Textarea
          key={form.key('note')}
          {...form.getInputProps('note')}
          label="How did they say so?"
          description="Such as: on the phone, in the meeting of Monday."
          autosize
          minRows={2}
          data-autofocus
        />
        <FileInput
          label="What shows it"
          description="A signed paper or a mail, up to 20 MB. The client does not see it."
          placeholder="Choose a file"
          value={file}
          onChange={setFile}
          clearable
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Record acceptance
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
