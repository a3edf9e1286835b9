// Asks for a link to choose a new password. The answer is the same whether or not the address has an account.
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { forgotPassword } from '../../api/account';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { Outside } from './Outside';

const EMPTY = { email: '' };
const NEEDED = { email: 'Type your email address.' };

export function Page() {
  const [sentTo, setSentTo] = useState('');
  const send = async ({ email }: typeof EMPTY) => {
    await forgotPassword(email.trim());
    setSentTo(email.trim());
  };
  const { form, busy, problem, submit } = useCommandForm({ initial: EMPTY, needed: NEEDED, send });
  if (sentTo) return <Sent to={sentTo} />;
  return (
    <Outside title="Forgotten password" sub="We send you a link with which you choose a new one.">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput
            key={form.key('email')}
            {...form.getInputProps('email')}
            label="Email"
            type="email"
            autoComplete="username"
            autoFocus
          />
          {problem ? <ProblemNote problem={problem} /> : null}
          <Button type="submit" loading={busy} fullWidth>
            Send the link
          </Button>
          <Back />
        </Stack>
      </form>
    </Outside>
  );
}

function Sent({ to }: { to: string }) {
  return (
    <Outside title="Look into your mail">
      <Text size="sm" role="status" mb="lg">
        If {to} has an account here, a link is on its way. It works once and for one hour. Nothing there after
        a few minutes? Look into spam, or ask an administrator to send you a new invitation.
      </Text>
      <Back />
    </Outside>
  );
}

function Back() {
  return (
    <Anchor component={Link} to="/sign-in" size="sm" ta="center">
      Back to signing in
    </Anchor>
  );
}
