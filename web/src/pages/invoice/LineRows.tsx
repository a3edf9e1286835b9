// The lines of a draft as rows; the same amounts and percents people type everywhere.
import { ActionIcon, Button, Group, Paper, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { emptyLine, type Typed } from './draft';

interface Rows {
  form: UseFormReturnType<Typed>;
  currency: string;
  rate: number;
  readOnly: boolean;
}

export function LineRows({ form, currency, rate, readOnly }: Rows) {
  const at = (path: string) => ({ key: form.key(path), ...form.getInputProps(path), readOnly });
  const lines = form.getValues().lines;
  return (
    <Stack gap="sm">
      {lines.map((_, row) => (
        <Row key={form.key(`lines.${row}`)} form={form} at={row} currency={currency} readOnly={readOnly} />
      ))}
      {readOnly ? null : (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => form.insertListItem('lines', emptyLine(rate))}
        >
          Add a line
        </Button>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput {...at('discount')} label="Discount on all, in %" inputMode="decimal" />
        <TextInput {...at('discount_reason')} label="Why the discount" />
      </SimpleGrid>
    </Stack>
  );
}

interface OneRow {
  form: UseFormReturnType<Typed>;
  at: number;
  currency: string;
  readOnly: boolean;
}

function Row({ form, at, currency, readOnly }: OneRow) {
  const field = (name: string) => {
    const path = `lines.${at}.${name}`;
    return { key: form.key(path), ...form.getInputProps(path), readOnly };
  };
  return (
    <Paper p="sm" radius="md" role="group" aria-label={`Line ${at + 1}`}>
      <Stack gap="xs">
        <TextInput {...field('title')} label="What" />
        <SimpleGrid cols={{ base: 2, sm: 5 }} spacing="xs">
          <TextInput {...field('quantity')} label="Quantity" inputMode="decimal" className="num" />
          <TextInput {...field('unit')} label="Unit" placeholder="hour" />
          <TextInput
            {...field('unit_price')}
            label={`Price in ${currency}`}
            inputMode="decimal"
            className="num"
          />
          <TextInput {...field('discount')} label="Discount %" inputMode="decimal" className="num" />
          <TextInput {...field('rate')} label="Tax %" inputMode="decimal" className="num" />
        </SimpleGrid>
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <Textarea {...field('text')} label="More about it" autosize minRows={1} style={{ flex: 1 }} />
          {readOnly ? null : (
            <Group gap={4} wrap="nowrap">
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={at === 0}
                aria-label={`Move line ${at + 1} up`}
                onClick={() => form.reorderListItem('lines', { from: at, to: at - 1 })}
              >
                <IconArrowUp size={18} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove line ${at + 1}`}
                onClick={() => form.removeListItem('lines', at)}
              >
                <IconTrash size={18} />
              </ActionIcon>
            </Group>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}
