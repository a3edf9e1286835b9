// Settings: how each series of documents is numbered.
import { Alert, Stack, Text, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { NumberFields } from './fields/NumberFields';
import { SERIES, wholeNumber, type NumberFormat, type SeriesKey } from './numbers';
import { SettingsForm } from './SettingsForm';

type Kept = Record<SeriesKey, NumberFormat>;
type Typed = Record<SeriesKey, { format: string; start: string }>;

const each = <A, B>(from: Record<SeriesKey, A>, turn: (one: A) => B) =>
  Object.fromEntries(SERIES.map(({ key }) => [key, turn(from[key])])) as Record<SeriesKey, B>;

function check(typed: Typed) {
  const wrong = SERIES.filter(({ key }) => wholeNumber(typed[key].start) === null);
  return Object.fromEntries(wrong.map(({ key }) => [`${key}.start`, 'A whole number from 1.']));
}

export function NumbersSection() {
  return (
    <SettingsForm<Kept, Typed>
      path="/settings/numbers"
      verb="numbers.change"
      toForm={(kept) => each(kept, ({ format, start }) => ({ format, start: String(start) }))}
      toSettings={(typed) =>
        each(typed, ({ format, start }) => ({ format: format.trim(), start: wholeNumber(start) ?? 0 }))
      }
      check={check}
      done="Numbers saved"
    >
      {(form) => (
        <Stack gap="xl">
          <Alert variant="light" color="gray">
            <Text size="sm">
              Numbers have no gaps. A first number below one that was given already changes nothing.
            </Text>
          </Alert>
          {SERIES.map(({ key, label }) => (
            <One key={key} form={form} series={key} label={label} />
          ))}
        </Stack>
      )}
    </SettingsForm>
  );
}

function One({ form, series, label }: { form: UseFormReturnType<Typed>; series: SeriesKey; label: string }) {
  const [typed, setTyped] = useState(form.getValues()[series]);
  form.watch(`${series}.format`, ({ value }) => setTyped((now) => ({ ...now, format: value })));
  form.watch(`${series}.start`, ({ value }) => setTyped((now) => ({ ...now, start: value })));
  const field = (name: string) => ({
    key: form.key(`${series}.${name}`),
    ...form.getInputProps(`${series}.${name}`),
  });
  return (
    <section>
      <Title order={2} mb="xs">
        {label}
      </Title>
      <NumberFields label={label} format={field('format')} start={field('start')} typed={typed} />
    </section>
  );
}
