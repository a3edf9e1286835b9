// The session ended while somebody worked: they sign in over the page, and what they typed is still there.
import { Button, Modal, Stack, Text } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { signIn, useSession } from '../api/session';
import { PasswordField } from '../ui/PasswordField';
import { ProblemNote } from '../ui/ProblemNote';
import { useCommandForm } from '../ui/form';
import { show, useSheet } from './desk';

export function SignedOut() {
  return (
    <Modal
      opened={useSheet() === 'signed_out'}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title="You were signed out"
    >
      <Again />
    </Modal>
  );
}

const EMPTY = { password: '' };
const NEEDED = { password: 'Type your password.' };

function Again() {
  const { user } = useSession();
  const here = useLocation({ select: ({ href }) => href });
  const navigate = useNavigate();
  const leave = () => {
    show(null);
    void navigate({ to: '/sign-in', search: { return: here } });
  };
  const send = async ({ password }: typeof EMPTY) => {
    await signIn(user.email, password);
    show(null);
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: EMPTY, needed: NEEDED, send });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">Sessions end after a while. What you typed on this page is still there.</Text>
        <input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
        <PasswordField
          key={form.key('password')}
          {...form.getInputProps('password')}
          label={`Password of ${user.email}`}
          data-autofocus
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy}>
          Sign in
        </Button>
        <Button variant="subtle" onClick={leave}>
          Sign in as somebody else
        </Button>
      </Stack>
    </form>
  );
}
