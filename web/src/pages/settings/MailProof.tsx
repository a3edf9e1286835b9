// The DNS records that make receivers believe our mail: made here, published by the owner, then used.
import { Alert, Button, Code, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { CopyLink } from '../../ui/CopyLink';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingLines } from '../../ui/Waiting';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import type { Found, MailView, RecordsView } from './mail';

export function MailProof({ mail }: { mail: MailView }) {
  const [include, setInclude] = useState('');
  const [asked] = useDebouncedValue(include.trim(), 400);
  const records = useView<RecordsView>('/mail/records', {
    query: { spf_include: asked || null },
    nouns: ['setting'],
  });
  const made = mail.dkim.made.length > 0;
  const [found, setFound] = useState<Found[]>();
  // What was found of other records says nothing of these.
  useEffect(() => setFound(undefined), [asked, mail.rv]);
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <Group justify="space-between" mb={4}>
        <Title order={2}>Proof of origin</Title>
        <Signing mail={mail} />
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        With these records at your domain, receivers can tell that a mail is really yours. Copy each to where
        your domain is managed; they take effect within hours.
      </Text>
      <Stack gap="md">
        <TextInput
          label="SPF name of your mail provider"
          description="Like spf.your-provider.com, if your provider names one."
          value={include}
          onChange={(event) => setInclude(event.currentTarget.value)}
          error={records.error?.errors[0]?.detail}
          spellCheck={false}
        />
        {records.error && !records.error.errors.length ? <ProblemNote problem={records.error} /> : null}
        {records.isPending ? <WaitingLines count={4} /> : null}
        {records.data?.records.map((record, nth) => (
          <DnsRecord key={record.name + record.value} record={record} found={found?.[nth]} />
        ))}
        {records.data ? <LookUp include={asked} onFound={setFound} /> : null}
        <Keys made={made} mail={mail} />
      </Stack>
    </Paper>
  );
}

function Signing({ mail }: { mail: MailView }) {
  if (mail.dkim.signing.length) return <StatusBadge state="active" label="Mail is signed" tone="good" />;
  return <StatusBadge state="waiting" label="Mail is not signed yet" tone="waiting" />;
}

const STATES: Record<Found['state'], { label: string; tone: 'good' | 'waiting' | 'bad' }> = {
  published: { label: 'Published', tone: 'good' },
  missing: { label: 'Not found', tone: 'waiting' },
  different: { label: 'Different', tone: 'bad' },
  unknown: { label: 'No answer', tone: 'waiting' },
};

/** Asks the world now; the answers stand at their records. */
function LookUp({ include, onFound }: { include: string; onFound: (found: Found[]) => void }) {
  const may = useMay('mail.look_up_records');
  const [busy, setBusy] = useState(false);
  if (!may) return null;
  const look = async () => {
    setBusy(true);
    const body = { spf_include: include || null };
    const answer = await act<{ found: Found[] }>('mail.look_up_records', body, { done: 'Looked up' });
    if (answer) onFound(answer.found);
    setBusy(false);
  };
  return (
    <Group>
      <Button variant="default" loading={busy} onClick={() => void look()}>
        Look up what is published
      </Button>
    </Group>
  );
}

function Finding({ found }: { found: Found }) {
  const { label, tone } = STATES[found.state];
  return (
    <div role="status">
      <Group gap="xs" mt={8} wrap="nowrap" align="flex-start">
        <StatusBadge state={found.state} label={label} tone={tone} />
        <Text size="sm">{found.said}</Text>
      </Group>
      {found.state === 'different' ? (
        <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
          There now: {found.texts.join(' · ')}
        </Text>
      ) : null}
    </div>
  );
}

function DnsRecord({ record, found }: { record: RecordsView['records'][number]; found?: Found | undefined }) {
  return (
    <div>
      <Text size="sm" mb={4}>
        {record.note}
      </Text>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {record.name} TXT{'\n'}
        {record.value}
      </Code>
      <Group gap="xs" mt={6}>
        <CopyLink value={record.name} label="Copy the name" />
        <CopyLink value={record.value} label="Copy the value" />
        <CopyLink value={record.zone_line} label="Copy the zone line" />
      </Group>
      {found ? <Finding found={found} /> : null}
    </div>
  );
}

function Keys({ made, mail }: { made: boolean; mail: MailView }) {
  const may = useMay('mail.make_dkim');
  const [busy, setBusy] = useState(false);
  if (!may) return null;
  const names = (selectors: { name: string }[]) => selectors.map(({ name }) => name).join(' ');
  const current = made && names(mail.dkim.made) === names(mail.dkim.signing);
  const make = async () => {
    setBusy(true);
    await act('mail.make_dkim', {}, { done: 'Keys made. Publish their records, then turn signing on.' });
    setBusy(false);
  };
  const sign = async () => {
    const text =
      'Mail signed with a key that nobody can look up is trusted less than mail without a signature. Are the records above published?';
    if (!(await confirm({ title: 'Sign mail from now on?', text, verb: 'Sign every mail' }))) return;
    await act('mail.sign', { on: true }, { done: 'Every mail is signed from now on' });
  };
  return (
    <Stack gap="sm">
      {made && !current ? (
        <Alert variant="light" color="orange" title="The keys are made and not used yet">
          Publish the DKIM records above first. Then turn signing on.
        </Alert>
      ) : null}
      <Group gap="sm">
        {made && !current ? (
          <Button onClick={() => void sign()}>The records are published: sign mail</Button>
        ) : null}
        {mail.dkim.signing.length ? (
          <Button
            variant="default"
            onClick={() => void act('mail.sign', { on: false }, { done: 'Mail is not signed any more' })}
          >
            Stop signing
          </Button>
        ) : null}
        <Button variant={made ? 'subtle' : 'default'} loading={busy} onClick={() => void make()}>
          {made ? 'Make new keys' : 'Make DKIM keys'}
        </Button>
      </Group>
    </Stack>
  );
}
