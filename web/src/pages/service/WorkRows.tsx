// The tasks every project of a service begins with, as rows.
import { Group, NumberInput, Paper, Stack, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { AddRow, RowTools } from './QuestionRows';
import { EMPTY_TASK, type Draft } from './draft';

export function WorkRows({ form, readOnly }: { form: UseFormReturnType<Draft>; readOnly: boolean }) {
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <Stack gap="sm">
      {form.getValues().tasks.map((_, at) => (
        <Paper p="sm" radius="md" key={form.key(`tasks.${at}`)}>
          <Group gap="sm" align="flex-start">
            <TextInput
              {...field(`tasks.${at}.title`)}
              label="To do"
              readOnly={readOnly}
              style={{ flex: '2 1 240px' }}
            />
            <NumberInput
              {...field(`tasks.${at}.days`)}
              label="Due after, in days"
              allowDecimal={false}
              min={0}
              max={365}
              readOnly={readOnly}
              w={170}
            />
          </Group>
          <Textarea
            {...field(`tasks.${at}.detail`)}
            label="How (optional)"
            autosize
            minRows={1}
            mt="xs"
            readOnly={readOnly}
          />
          {readOnly ? null : (
            <Group justify="flex-end" mt="xs">
              <RowTools form={form} list="tasks" at={at} />
            </Group>
          )}
        </Paper>
      ))}
      {readOnly ? null : <AddRow add={() => form.insertListItem('tasks', EMPTY_TASK)}>Add a task</AddRow>}
    </Stack>
  );
}
