// How it was signed: by whom, from where, with which words, and everything that happened, with the record's hash.
import { Code, Group, Stack, Text } from '@mantine/core';
import type { AgreementView, EvidenceEvent } from '../../api/sales';
import { Block } from '../../ui/Block';
import { CopyLink } from '../../ui/CopyLink';
import { When } from '../../ui/When';

const WORDS: Record<string, string> = {
  sent: 'Sent',
  viewed: 'Looked at',
  accepted: 'Accepted',
  code_sent: 'Code sent by mail',
  code_shown: 'Code shown in person',
  code_entered: 'Code entered',
  consented: 'Agreed to sign electronically',
  signed: 'Signed',
};

export function Evidence({ agreement }: { agreement: AgreementView }) {
  const { evidence } = agreement;
  if (!evidence) {
    return (
      <Block title="Evidence">
        <Text size="sm" c="dimmed">
          Accepted <When at={agreement.accepted_at} />; it waits for the signature of {agreement.signer_email}
          .
        </Text>
      </Block>
    );
  }
  return (
    <Block title="Evidence" right={<CopyLink value={evidence.sha256} label="Copy hash" />}>
      <Stack gap="sm">
        <Text size="sm">
          {evidence.method === 'drawn' ? 'Drawn and typed' : 'Typed'} by {agreement.signer_name},{' '}
          {agreement.signer_email}
        </Text>
        {evidence.strokes.length ? <Drawing strokes={evidence.strokes} /> : null}
        <Text size="sm" c="dimmed">
          Words agreed to: {agreement.consent_version}
        </Text>
        <Stack gap={8} component="ol" className="plain-list" aria-label="What happened">
          {evidence.events.map((event, at) => (
            <Event key={at} event={event} />
          ))}
        </Stack>
        <div>
          <Text size="xs" c="dimmed">
            SHA-256 over all the signer saw and gave
          </Text>
          <Code style={{ overflowWrap: 'anywhere' }}>{evidence.sha256}</Code>
        </div>
        {evidence.proposal_pdf_sha256 ? (
          <div>
            <Text size="xs" c="dimmed">
              SHA-256 of the proposal's PDF
            </Text>
            <Code style={{ overflowWrap: 'anywhere' }}>{evidence.proposal_pdf_sha256}</Code>
          </div>
        ) : null}
      </Stack>
    </Block>
  );
}

function Event({ event }: { event: EvidenceEvent }) {
  const from = [event.who, event.ip].filter(Boolean).join(', ');
  return (
    <li>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm">{WORDS[event.what] ?? event.what}</Text>
        <Text size="sm" c="dimmed" component="div">
          <When at={event.at} />
        </Text>
      </Group>
      {from ? (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {from}
        </Text>
      ) : null}
      {event.agent ? (
        <Text size="xs" c="dimmed" truncate title={event.agent}>
          {event.agent}
        </Text>
      ) : null}
    </li>
  );
}

function Drawing({ strokes }: { strokes: [number, number][][] }) {
  return (
    <svg
      viewBox="0 0 600 200"
      role="img"
      aria-label="The signature as it was drawn"
      style={{ maxWidth: 300 }}
    >
      {strokes.map((stroke, at) => (
        <polyline
          key={at}
          points={stroke.map((point) => point.join(',')).join(' ')}
          fill="none"
          stroke="currentColor"
          strokeWidth={4}
          strokeLinecap="round"
        />
      ))}
    </svg>
  );
}
