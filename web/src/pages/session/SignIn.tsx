// Signing in; afterwards back to where the person wanted to go.
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { signIn } from '../../api/session';
import { PasswordField } from '../../ui/PasswordField';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { Outside } from './Outside';
import { safeReturn } from './safeReturn';

const EMPTY = { email: '', password: '' };
const NEEDED = { email: 'Type your email address.', password: 'Type your password.' };

export function Page() {
  const navigate = useNavigate();
  const search = useSearch({ from: '/sign-in' });
  const send = async ({ email, password }: typeof EMPTY) => {
    await signIn(email.trim(), password);
    await navigate({ href: safeReturn(search.return) });
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: EMPTY, needed: NEEDED, send });
  return (
    <Outside title="Sign in">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput
            key={form.key('email')}
            {...form.getInputProps('email')}
            label="Email"
            type="email"
            inputMode="email"
            autoComplete="username"
            autoFocus
          />
          <PasswordField key={form.key('password')} {...form.getInputProps('password')} />
          {problem ? <ProblemNote problem={problem} /> : null}
          <Button type="submit" loading={busy} fullWidth>
            Sign in
          </Button>
          <Anchor component={Link} to="/forgotten" size="sm" ta="center">
            Forgotten your password?
          </Anchor>
        </Stack>
      </form>
    </Outside>
  );
}
