// The format and first number of one series, with how it will look.
import { Grid, Text, TextInput, type TextInputProps } from '@mantine/core';
import { printed } from '../numbers';

interface NumberFields {
  label: string;
  format: TextInputProps & { key: string };
  start: TextInputProps & { key: string };
  /** As typed now. */
  typed: { format: string; start: string };
}

export function NumberFields({ label, format, start, typed }: NumberFields) {
  const look = printed(typed.format, typed.start, new Date().getFullYear());
  const { key: formatKey, ...formatProps } = format;
  const { key: startKey, ...startProps } = start;
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, sm: 7 }}>
        <TextInput
          key={formatKey}
          {...formatProps}
          label={`${label} are numbered`}
          description="{year}, {n}, or {n:4} for four digits."
          spellCheck={false}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 5 }}>
        <TextInput
          key={startKey}
          {...startProps}
          label="First number"
          aria-label={`First number: ${label}`}
          description="Go on from your last one."
          inputMode="numeric"
          className="num"
        />
      </Grid.Col>
      <Grid.Col span={12} pt={0}>
        <Text size="sm" c="dimmed" className="num" aria-live="polite">
          {look ? `The first one reads ${look}` : 'This cannot be printed yet.'}
        </Text>
      </Grid.Col>
    </Grid>
  );
}
