// Step 4: the first administrator.
import { Stack, Text, TextInput } from '@mantine/core';
import { PasswordField } from '../../ui/PasswordField';
import type { StepProps } from './BusinessStep';

export function YouStep({ form }: StepProps) {
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">You become the administrator and can invite your colleagues afterwards.</Text>
      <TextInput {...field('administrator.name')} label="Your name" autoComplete="name" withAsterisk />
      <TextInput {...field('administrator.email')} label="Your email" description="You sign in with it." type="email" inputMode="email" autoComplete="username" withAsterisk />
      <PasswordField fresh withAsterisk {...field('administrator.password')} />
    </Stack>
  );
}
