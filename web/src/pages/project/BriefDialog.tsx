// The questions of a brief: one a line, each required or not; answers stay with the questions that stay.
import { ActionIcon, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import type { ProjectView } from '../../api/delivery';
import { asProblem, type Problem } from '../../api/problem';
import { newKey } from '../../api/http';
import { ProblemNote } from '../../ui/ProblemNote';
import { say } from '../../ui/toast';

interface Line {
  key: string;
  id: string | null;
  question: string;
  required: boolean;
}

interface Dialog {
  project: ProjectView;
  close: () => void;
}

export function BriefDialog({ opened, ...dialog }: Dialog & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={dialog.close} title="What the work needs to know" size="lg">
      <Questions {...dialog} />
    </Modal>
  );
}

const blank = (): Line => ({ key: newKey(), id: null, question: '', required: true });

function Questions({ project, close }: Dialog) {
  const known = project.brief.map(({ id, question, required }) => ({ key: id, id, question, required }));
  const [lines, setLines] = useState<Line[]>(known.length ? known : [blank()]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const put = (key: string, next: Partial<Line>) =>
    setLines(lines.map((line) => (line.key === key ? { ...line, ...next } : line)));
  const keep = async () => {
    const points = lines.filter(({ question }) => question.trim()).map(({ key: _, ...point }) => point);
    setBusy(true);
    setProblem(null);
    try {
      const { undo } = await call('brief.change', { project: project.id, points });
      close();
      say('Questions changed', undo);
    } catch (cause) {
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        They stand on the client's page. A question you remove takes its answer with it.
      </Text>
      {lines.map((line, at) => (
        <Group key={line.key} gap="xs" wrap="nowrap" align="center">
          <TextInput
            aria-label={`Question ${at + 1}`}
            value={line.question}
            onChange={(event) => put(line.key, { question: event.currentTarget.value })}
            style={{ flex: 1 }}
          />
          <Checkbox
            label="Required"
            checked={line.required}
            onChange={(event) => put(line.key, { required: event.currentTarget.checked })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove question ${at + 1}`}
            onClick={() => setLines(lines.filter(({ key }) => key !== line.key))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() => setLines([...lines, blank()])}
        style={{ alignSelf: 'flex-start' }}
      >
        Add question
      </Button>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button loading={busy} onClick={() => void keep()}>
          Keep questions
        </Button>
      </Group>
    </Stack>
  );
}
