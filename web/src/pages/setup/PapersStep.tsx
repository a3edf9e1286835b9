// The step of the first run about what is printed: the logo, and where each series of numbers begins.
import { Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { NumberFields } from '../settings/fields/NumberFields';
import { SERIES } from '../settings/numbers';
import type { StepProps } from './bodies';
import { LogoField } from './LogoField';

type Series = (typeof SERIES)[number];

export function PapersStep({ form }: StepProps) {
  return (
    <Stack gap="md">
      <LogoField form={form} />
      <div>
        <Title order={3} mb={4}>
          Numbers
        </Title>
        <Text size="sm" c="dimmed">
          Papers are numbered without gaps. If you already wrote some this year, go on from the last one; else
          leave this as it is.
        </Text>
      </div>
      {SERIES.map((series) => (
        <One key={series.key} form={form} series={series} />
      ))}
    </Stack>
  );
}

function One({ form, series: { key, label } }: Pick<StepProps, 'form'> & { series: Series }) {
  const at = `numbers.${key}` as const;
  const [typed, setTyped] = useState(form.getValues().numbers[key]);
  form.watch(`${at}.format`, ({ value }) => setTyped((now) => ({ ...now, format: value })));
  form.watch(`${at}.start`, ({ value }) => setTyped((now) => ({ ...now, start: value })));
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <NumberFields label={label} format={field(`${at}.format`)} start={field(`${at}.start`)} typed={typed} />
  );
}
