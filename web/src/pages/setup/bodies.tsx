// The steps of the first run: the fields of the settings, in the order somebody new can answer them.
import { Checkbox, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { PasswordField } from '../../ui/PasswordField';
import { fieldsOf } from '../settings/fields/fields';
import { FoundFields } from '../settings/fields/Found';
import { HoursFields } from '../settings/fields/Hours';
import { Identity } from '../settings/fields/Identity';
import { MoneyFields } from '../settings/fields/Money';
import type { Answers } from './answers';
import { guessForCountry } from './guess';

export interface StepProps {
  form: UseFormReturnType<Answers>;
  /** The program asks for the code it printed. */
  code: boolean;
}

export function BusinessStep({ form }: StepProps) {
  const fields = fieldsOf(form);
  const follow = (country: string) => {
    const guess = guessForCountry(country, navigator.language);
    for (const [path, value] of Object.entries(guess)) fields.set(path, value);
  };
  return <Identity fields={fields} onCountry={follow} first />;
}

export function MoneyStep({ form }: StepProps) {
  return <MoneyFields fields={fieldsOf(form)} />;
}

export function HoursStep({ form }: StepProps) {
  const fields = fieldsOf(form);
  return (
    <Stack gap="md">
      <HoursFields fields={fields} />
      <Checkbox
        key={form.key('public_holidays')}
        {...form.getInputProps('public_holidays', { type: 'checkbox' })}
        label="Keep the public holidays of your country"
        description="Where we know them. You can choose your region, and days of your own, in the settings."
      />
      <FoundFields fields={fields} />
    </Stack>
  );
}

export function YouStep({ form, code }: StepProps) {
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        You become the administrator and can invite your colleagues afterwards.
      </Text>
      <TextInput {...field('administrator.name')} label="Your name" autoComplete="name" withAsterisk />
      <TextInput
        {...field('administrator.email')}
        label="Your email"
        description="You sign in with it."
        type="email"
        inputMode="email"
        autoComplete="username"
        withAsterisk
      />
      <PasswordField fresh withAsterisk {...field('administrator.password')} />
      {code ? (
        <TextInput
          {...field('code')}
          label="Setup code"
          description="The program printed it when it started, so that nobody else sets your business up."
          autoComplete="off"
          spellCheck={false}
          withAsterisk
        />
      ) : null}
    </Stack>
  );
}
