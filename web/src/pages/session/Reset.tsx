// A new password by the link from the mail.
import { Anchor, Button, Stack } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { resetPassword } from '../../api/account';
import { PasswordField } from '../../ui/PasswordField';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { Outside } from './Outside';

const EMPTY = { password: '' };
const NEEDED = { password: 'Choose a password.' };

export function Page() {
  const { token } = useParams({ from: '/reset/$token' });
  const navigate = useNavigate();
  const send = async ({ password }: typeof EMPTY) => {
    await resetPassword(token, password);
    say('Your new password is set. Sign in with it.');
    await navigate({ to: '/sign-in' });
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: EMPTY, needed: NEEDED, send });
  return (
    <Outside title="Choose a new password" sub="All your other sessions end when you save it.">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <PasswordField fresh autoFocus key={form.key('password')} {...form.getInputProps('password')} />
          {problem ? <ProblemNote problem={problem} /> : null}
          <Button type="submit" loading={busy} fullWidth>
            Save the new password
          </Button>
          <Anchor component={Link} to="/forgotten" size="sm" ta="center">
            Link expired? Ask for another
          </Anchor>
        </Stack>
      </form>
    </Outside>
  );
}
