// Somebody was invited to this business: they say their name and choose a password.
import { Button, Stack, TextInput } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { acceptInvitation } from '../../api/account';
import { PasswordField } from '../../ui/PasswordField';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { Outside } from './Outside';

const EMPTY = { name: '', password: '' };
const NEEDED = { name: 'Type your name as your colleagues know it.', password: 'Choose a password.' };

export function Page() {
  const { token } = useParams({ from: '/invitation/$token' });
  const navigate = useNavigate();
  const send = async ({ name, password }: typeof EMPTY) => {
    await acceptInvitation(token, name.trim(), password);
    say('Welcome. Sign in with your email address and the password you chose.');
    await navigate({ to: '/sign-in' });
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: EMPTY, needed: NEEDED, send });
  return (
    <Outside title="Join your colleagues" sub="You were invited by mail. Two answers, and you are in.">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput key={form.key('name')} {...form.getInputProps('name')} label="Your name" autoComplete="name" autoFocus />
          <PasswordField fresh key={form.key('password')} {...form.getInputProps('password')} />
          {problem ? <ProblemNote problem={problem} /> : null}
          <Button type="submit" loading={busy} fullWidth>Accept the invitation</Button>
        </Stack>
      </form>
    </Outside>
  );
}
