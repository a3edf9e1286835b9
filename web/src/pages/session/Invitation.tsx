// Somebody was invited to this business: they choose a password and are in.
import { Anchor, Button, Stack } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { acceptInvitation } from '../../api/account';
import { PasswordField } from '../../ui/PasswordField';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { Outside } from './Outside';

const EMPTY = { password: '' };
const NEEDED = { password: 'Choose a password.' };

export function Page() {
  const { token } = useParams({ from: '/invitation/$token' });
  const navigate = useNavigate();
  const send = async ({ password }: typeof EMPTY) => {
    await acceptInvitation(token, password);
    say('Welcome. From now on you sign in with your email address and this password.');
    await navigate({ to: '/' });
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: EMPTY, needed: NEEDED, send });
  return (
    <Outside title="Join your colleagues" sub="You were invited. Choose a password, and you are in.">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <PasswordField fresh autoFocus key={form.key('password')} {...form.getInputProps('password')} />
          {problem ? <ProblemNote problem={problem} /> : null}
          <Button type="submit" loading={busy} fullWidth>
            Accept the invitation
          </Button>
          <Anchor component={Link} to="/sign-in" size="sm" ta="center">
            Accepted it already? Sign in
          </Anchor>
        </Stack>
      </form>
    </Outside>
  );
}
