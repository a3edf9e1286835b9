// A password: can be pasted and shown, and says what makes a good one where a new one is chosen.
import { PasswordInput, type PasswordInputProps } from '@mantine/core';

export function PasswordField({ fresh = false, ...rest }: PasswordInputProps & { fresh?: boolean }) {
  return (
    <PasswordInput
      label="Password"
      description={fresh ? 'At least 12 characters. A short sentence is easy to keep.' : undefined}
      autoComplete={fresh ? 'new-password' : 'current-password'}
      visibilityToggleButtonProps={{ 'aria-label': 'Show password', 'tabIndex': 0 }}
      {...rest}
    />
  );
}
