// Step 1: who you are to customers and to the law, and where.
import { Grid, Group, Select, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMemo } from 'react';
import type { Answers } from './answers';
import { countryChoices } from './countries';
import { guessForCountry, localeChoices } from './guess';

export interface StepProps {
  form: UseFormReturnType<Answers>;
}

export function BusinessStep({ form }: StepProps) {
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  const countries = useMemo(() => countryChoices(), []);
  const country = field('address.country');
  const choose = (code: string | null) => {
    country.onChange(code ?? '');
    if (code) form.setValues(guessForCountry(code, navigator.language));
  };
  return (
    <Stack gap="md">
      <TextInput {...field('name')} label="Name of the business" description="As customers know it: on forms, in mails, on invoices." autoComplete="organization" autoFocus withAsterisk />
      <TextInput {...field('legal_name')} label="Legal name" description="Only if it differs, for example with Ltd. or GmbH. It stands on contracts and invoices." />
      <Select {...country} onChange={choose} label="Country" description="Currency and tax rates follow from it; you can change them on the next step." data={countries} searchable withAsterisk autoComplete="country" nothingFoundMessage="No country of that name" />
      <TextInput {...field('address.street')} label="Street and number" autoComplete="street-address" withAsterisk />
      <Grid gap="md">
        <Grid.Col span={{ base: 5, sm: 4 }}><TextInput {...field('address.postal_code')} label="Postal code" autoComplete="postal-code" withAsterisk /></Grid.Col>
        <Grid.Col span={{ base: 7, sm: 8 }}><TextInput {...field('address.city')} label="Town" autoComplete="address-level2" withAsterisk /></Grid.Col>
      </Grid>
      <Places form={form} />
    </Stack>
  );
}

function Places({ form }: StepProps) {
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  const { locale, time_zone, address } = form.getValues();
  const zones = useMemo(() => [...new Set([time_zone, ...Intl.supportedValuesOf('timeZone')])], [time_zone]);
  const locales = useMemo(() => localeChoices(locale, navigator.language, address.country), [locale, address.country]);
  return (
    <Group grow align="flex-start" preventGrowOverflow={false}>
      <Select {...field('time_zone')} label="Time zone" description="Business hours and reminders follow it." data={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))} searchable limit={60} withAsterisk miw={220} />
      <Select {...field('locale')} label="Dates and amounts" description="How they are written." data={locales} withAsterisk miw={220} allowDeselect={false} />
    </Group>
  );
}
