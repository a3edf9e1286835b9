// The mail as programs show it: on a desk or a phone, in light or in the dark, or its plain text; and a test to oneself.
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useMay } from '../../api/session';
import { styleNonce } from '../../nonce';
import { ProblemNote } from '../../ui/ProblemNote';
import { say, sayProblem } from '../../ui/toast';
import { framed, useMail, type Tried, type Words } from './shown';

type Look = 'desk' | 'phone' | 'text';

const LOOKS: { value: Look; label: string }[] = [
  { value: 'desk', label: 'Desk' },
  { value: 'phone', label: 'Phone' },
  { value: 'text', label: 'Plain text' },
];

export function MailFrame({ words }: { words: Words }) {
  const [look, setLook] = useState<Look>('desk');
  const [scheme, setScheme] = useState('light');
  const seen = useMail(words);
  const mail = seen.data;
  return (
    <>
      <Group gap="xs" mb="xs" justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label="How it is read"
          data={LOOKS}
          value={look}
          onChange={(next) => setLook(next as Look)}
        />
        <SegmentedControl
          size="xs"
          aria-label="In light or in the dark"
          data={[
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          value={scheme}
          disabled={look === 'text'}
          onChange={setScheme}
        />
      </Group>
      {seen.error ? <ProblemNote problem={seen.error} again={() => void seen.refetch()} /> : null}
      {mail ? (
        <>
          <dl className="mail-head">
            <dt>From</dt>
            <dd>{mail.from ?? 'Nobody yet: name a sender in the mail settings'}</dd>
            <dt>Subject</dt>
            <dd>{mail.subject}</dd>
            {mail.leave ? (
              <>
                <dt>Can be left</dt>
                <dd>by one click, in the mail program and in the mail</dd>
              </>
            ) : null}
          </dl>
          {look === 'text' ? (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling box must scroll by key
            <pre className="mail-text" tabIndex={0} aria-label="The plain text of the mail">
              {mail.text}
            </pre>
          ) : (
            // No script runs in it; it only reads its own styles and our logo.
            <iframe
              className="mail-frame"
              data-look={look}
              title={`The mail, on a ${look}, in ${scheme === 'dark' ? 'the dark' : 'light'}`}
              sandbox="allow-same-origin"
              srcDoc={framed(mail.html, scheme === 'dark', styleNonce)}
            />
          )}
        </>
      ) : null}
      <TryIt words={words} />
    </>
  );
}

function TryIt({ words }: { words: Words }) {
  const may = useMay('mail.try');
  const [busy, setBusy] = useState(false);
  if (!may) return null;
  const send = async () => {
    setBusy(true);
    try {
      const { answer } = await call<Tried>('mail.try', words);
      if (answer.accepted) say(`A test is on its way to ${answer.to}`, null);
      else say(`Not taken: ${answer.said}`, null);
    } catch (cause) {
      sayProblem(cause);
    }
    setBusy(false);
  };
  return (
    <Group mt="sm" gap="sm">
      <Button
        variant="default"
        leftSection={<IconSend size={16} />}
        loading={busy}
        onClick={() => void send()}
      >
        Send a test to me
      </Button>
      <Text size="xs" c="dimmed">
        Through the real mail server, to your own address.
      </Text>
    </Group>
  );
}
