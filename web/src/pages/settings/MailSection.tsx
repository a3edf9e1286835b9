// Settings: who mail comes from, through which server, how receivers know it is ours, and a real test.
import { Alert, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useView } from '../../api/query';
import { useMay, useSession } from '../../api/session';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { useCommandForm } from '../../ui/form';
import { MailProof } from './MailProof';
import { MailServer } from './MailServer';
import type { MailView } from './mail';

export function MailSection() {
  const mail = useView<MailView>('/mail', { nouns: ['setting'] });
  if (mail.error && !mail.data) return <ProblemNote problem={mail.error} again={() => void mail.refetch()} />;
  if (!mail.data) return <WaitingLines count={10} />;
  return (
    <>
      <Stand mail={mail.data} />
      <MailServer mail={mail.data} />
      {mail.data.set_up ? <MailTest /> : null}
      {mail.data.set_up ? <MailProof mail={mail.data} /> : null}
    </>
  );
}

/** Whether mail leaves now; the first thing somebody wants to know here. */
function Stand({ mail }: { mail: MailView }) {
  if (mail.trouble) {
    const title =
      mail.trouble.kind === 'refused' ? 'The server does not take our mail' : 'The server cannot be reached';
    return (
      <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle />} title={title}>
        {mail.trouble.detail}{' '}
        <Text span size="sm" c="dimmed">
          Since <When at={mail.trouble.since} />. Nothing is lost: mails wait in the outbox.
        </Text>
      </Alert>
    );
  }
  if (mail.set_up) {
    return (
      <Alert color="teal" variant="light" icon={<IconCircleCheck />} title="Mail leaves">
        Through {mail.host}, from {mail.from_address}.
      </Alert>
    );
  }
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle />} title="No mail leaves yet">
      Name a sender and the server of your mail provider. Until then every mail waits in the outbox.
    </Alert>
  );
}

interface Tested {
  accepted: boolean;
  said: string;
}

function MailTest() {
  const { user } = useSession();
  const may = useMay('mail.test');
  const [tested, setTested] = useState<Tested | null>(null);
  const send = async ({ to }: { to: string }) => {
    setTested(null);
    setTested((await call<Tested>('mail.test', { to: to.trim() })).answer);
  };
  const needed = { to: 'Type an address somebody reads now.' };
  const { form, busy, problem, submit } = useCommandForm({ initial: { to: user.email }, needed, send });
  if (!may) return null;
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <Title order={2} mb={4}>
        Send a test
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        A real mail through the server as it is saved, now.
      </Text>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Group align="flex-start" gap="sm">
            <TextInput
              key={form.key('to')}
              {...form.getInputProps('to')}
              aria-label="Send the test to"
              type="email"
              inputMode="email"
              style={{ flex: '1 1 240px' }}
            />
            <Button type="submit" variant="default" loading={busy}>
              Send the test
            </Button>
          </Group>
          {problem ? <ProblemNote problem={problem} /> : null}
          <div aria-live="polite">{tested ? <Said tested={tested} /> : null}</div>
        </Stack>
      </form>
    </Paper>
  );
}

function Said({ tested: { accepted, said } }: { tested: Tested }) {
  return (
    <Alert
      color={accepted ? 'teal' : 'red'}
      variant="light"
      icon={accepted ? <IconCircleCheck /> : <IconAlertTriangle />}
      title={accepted ? 'The server took it. Look into the mailbox.' : 'It did not leave. The server said:'}
    >
      <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {said}
      </Text>
    </Alert>
  );
}
