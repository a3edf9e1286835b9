// How a sent proposal fares: what it is worth, who looked when, what came of it, and its versions.
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ProposalView } from '../../api/sales';
import { useBusiness } from '../../api/session';
import { Block } from '../../ui/Block';
import { Money } from '../../ui/Money';
import { When } from '../../ui/When';
import { Preview } from './Preview';

export function Sent({ proposal }: { proposal: ProposalView }) {
  return (
    <div className="template-frame">
      <Stack gap="md" miw={0}>
        <Stand proposal={proposal} />
        <Looks proposal={proposal} />
        <Versions proposal={proposal} />
      </Stack>
      <Preview proposal={proposal} />
    </div>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="sm" component="div" ta="end">
        {children}
      </Text>
    </Group>
  );
}

function Stand({ proposal }: { proposal: ProposalView }) {
  const { locale } = useBusiness();
  const day = proposal.valid_until && new Date(`${proposal.valid_until}T12:00`).toLocaleDateString(locale);
  const paper = `/api/v1/papers/${proposal.id}/proposal`;
  return (
    <Block
      title="The offer"
      right={
        proposal.paper === 'made' ? (
          <Button
            size="xs"
            variant="default"
            component="a"
            href={paper}
            leftSection={<IconDownload size={14} />}
          >
            PDF
          </Button>
        ) : null
      }
    >
      <Stack gap={6}>
        <Row label="Net">
          <Money of={proposal.value} />
        </Row>
        <Row label="With tax">
          <Money of={proposal.gross} fw={600} />
        </Row>
        <Row label="Sent">
          <When at={proposal.sent_at} />
        </Row>
        <Row label="First looked at">{proposal.viewed_at ? <When at={proposal.viewed_at} /> : 'Not yet'}</Row>
        <Row label="Valid until">{day ?? '–'}</Row>
        {proposal.ended_at ? (
          <Row label="Ended">
            <When at={proposal.ended_at} />
          </Row>
        ) : null}
        {proposal.agreement ? (
          <Row label={proposal.signed_at ? 'Signed' : 'Accepted, waits for a signature'}>
            <Anchor component={Link} to={`/agreements/${proposal.agreement}`} size="sm" underline="always">
              The agreement
            </Anchor>
          </Row>
        ) : null}
      </Stack>
    </Block>
  );
}

function Looks({ proposal }: { proposal: ProposalView }) {
  return (
    <Block title={`Looked at ${times(proposal.views.length)}`}>
      {proposal.views.length === 0 ? (
        <Text size="sm" c="dimmed">
          A look counts after two seconds on the screen, once per browser and hour.
        </Text>
      ) : (
        <Stack gap={4} component="ul" className="plain-list">
          {proposal.views.toReversed().map(({ at, version }) => (
            <Text key={at} size="sm" component="li">
              <When at={at} /> {proposal.version > 1 ? `· version ${version}` : ''}
            </Text>
          ))}
        </Stack>
      )}
    </Block>
  );
}

function times(n: number): string {
  return n === 0 ? 'by nobody yet' : n === 1 ? 'once' : `${n} times`;
}

function Versions({ proposal }: { proposal: ProposalView }) {
  if (proposal.versions.length < 2) return null;
  return (
    <Block title="Versions that were sent">
      <Stack gap={6}>
        {proposal.versions.map(({ version, sent_at, value }) => (
          <Row key={version} label={`Version ${version}`}>
            <Money of={value} /> · <When at={sent_at} />
          </Row>
        ))}
      </Stack>
    </Block>
  );
}
