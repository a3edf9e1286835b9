// The questions of a service as rows.
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Paper,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { QuestionKind } from '../../api/crm';
import { EMPTY_QUESTION, type Draft } from './draft';

const KINDS: { value: QuestionKind; label: string }[] = [
  { value: 'text', label: 'Words' },
  { value: 'number', label: 'A whole number' },
  { value: 'money', label: 'An amount' },
  { value: 'date', label: 'A day' },
  { value: 'yes_no', label: 'Yes or no' },
  { value: 'choice', label: 'One of several' },
  { value: 'choices', label: 'Some of several' },
];

interface Rows {
  form: UseFormReturnType<Draft>;
  readOnly: boolean;
}

export function QuestionRows({ form, readOnly }: Rows) {
  const rows = form.getValues().questions;
  return (
    <Stack gap="sm">
      {rows.map((row, at) => (
        <Row key={form.key(`questions.${at}`)} form={form} at={at} readOnly={readOnly} kind={row.kind} />
      ))}
      {readOnly ? null : (
        <AddRow add={() => form.insertListItem('questions', EMPTY_QUESTION)}>Add a question</AddRow>
      )}
    </Stack>
  );
}

function Row({ form, at, readOnly, kind: first }: Rows & { at: number; kind: QuestionKind }) {
  const [kind, setKind] = useState(first);
  const path = (name: string) => `questions.${at}.${name}`;
  const field = (name: string) => ({
    key: form.key(path(name)),
    ...form.getInputProps(path(name)),
    readOnly,
  });
  const chosen = kind === 'choice' || kind === 'choices';
  const kindProps = field('kind');
  return (
    <Paper p="sm" radius="md">
      <Group gap="sm" align="flex-start">
        <TextInput {...field('text')} label="Asked" style={{ flex: '2 1 240px' }} />
        <Select
          {...kindProps}
          label="Answer"
          data={KINDS}
          allowDeselect={false}
          w={170}
          onChange={(next) => {
            kindProps.onChange(next);
            setKind(next as QuestionKind);
          }}
        />
        <TextInput
          {...field('id')}
          label="Name in rules"
          placeholder="from its words"
          w={150}
          spellCheck={false}
        />
      </Group>
      {chosen ? (
        <Textarea {...field('options')} label="Choices, one a line" autosize minRows={2} mt="xs" />
      ) : null}
      <Group justify="space-between" mt="xs">
        <Checkbox
          key={form.key(path('required'))}
          {...form.getInputProps(path('required'), { type: 'checkbox' })}
          disabled={readOnly}
          label="Needed before it can be decided"
        />
        {readOnly ? null : <RowTools form={form} list="questions" at={at} />}
      </Group>
    </Paper>
  );
}

const ROW = { questions: 'question', rules: 'rule', tasks: 'task' } as const;

/** One more at the end; the same for questions, rules and tasks. */
export function AddRow({ add, children }: { add: () => void; children: string }) {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlus size={14} />}
      style={{ alignSelf: 'flex-start' }}
      onClick={add}
    >
      {children}
    </Button>
  );
}

/** Up and away; the same for questions, rules and tasks. */
export function RowTools({
  form,
  list,
  at,
}: {
  form: UseFormReturnType<Draft>;
  list: keyof typeof ROW;
  at: number;
}) {
  const what = ROW[list];
  return (
    <Group gap={4}>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={at === 0}
        aria-label={`Move ${what} ${at + 1} up`}
        onClick={() => form.reorderListItem(list, { from: at, to: at - 1 })}
      >
        <IconArrowUp size={18} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Remove ${what} ${at + 1}`}
        onClick={() => form.removeListItem(list, at)}
      >
        <IconTrash size={18} />
      </ActionIcon>
    </Group>
  );
}
