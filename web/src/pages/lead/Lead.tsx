// One inquiry: who asked and what, what was answered, what it needs next, and the decision.
import { Anchor, Grid, Group, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { WholeLead } from '../../api/crm';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { Block } from '../../ui/Block';
import { EditChoice } from '../../ui/EditText';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { RecordPage, RecordState } from '../../ui/RecordHead';
import { When } from '../../ui/When';
import { change } from '../../ui/change';
import { sayDuration, secondsBetween } from '../../ui/duration';
import { NewNote } from '../contact/Notes';
import { SaidTimeline } from '../contact/SaidTimeline';
import { RecordTasks } from '../task/RecordTasks';
import { Composer } from './Composer';
import { Decide, Proposed } from './Decide';
import { Questions } from './Questions';
import { TheyReplied, channelOf } from './replied';
import { sourceOf } from './source';
import { Thread } from './Thread';

const NOUNS = ['lead', 'contact', 'message', 'service'];

export function Page() {
  const { lead: id } = useParams({ strict: false }) as { lead: string };
  const view = useView<WholeLead>(`/leads/${id}`, { nouns: NOUNS });
  return (
    <RecordPage noun="Lead" view={view}>
      {(lead) => <Shown lead={lead} />}
    </RecordPage>
  );
}

function Shown({ lead }: { lead: WholeLead }) {
  const name = lead.contact_name ?? lead.contact_email ?? lead.contact_phone ?? 'Somebody';
  return (
    <>
      <PageHead
        title={name}
        record={lead.id}
        above={<State lead={lead} />}
        sub={
          <>
            Asked <When at={lead.captured_at} /> · {sourceOf(lead.channel, lead.source)}
            {lead.service_name ? ` · ${lead.service_name}` : ''}
          </>
        }
      >
        <TheyReplied whose={{ lead: lead.id }} channel={channelOf(lead.channel)} />
      </PageHead>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Asked lead={lead} />
            <Qualification lead={lead} />
            <Block title="Messages">
              <Stack gap="md">
                <Composer to={{ lead: lead.id, contact: lead.contact, email: lead.contact_email }} />
                <Thread query={{ lead: lead.id }} />
              </Stack>
            </Block>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            <Person lead={lead} />
            <Block title="Tasks">
              <RecordTasks on={lead.id} />
            </Block>
            <Block title="What happened">
              <Stack gap="md">
                <NewNote contact={lead.contact} on={lead.id} />
                <SaidTimeline contact={lead.contact} about={lead.id} />
              </Stack>
            </Block>
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function State({ lead }: { lead: WholeLead }) {
  const until = lead.until ? `until ${lead.until}` : '';
  return (
    <RecordState state={lead.state} reason={[lead.reason, until].filter(Boolean).join(' ')} test={lead.test}>
      {lead.deal ? (
        <Anchor component={Link} to={`/deals/${lead.deal}`} size="sm">
          Its deal
        </Anchor>
      ) : null}
    </RecordState>
  );
}

function Asked({ lead }: { lead: WholeLead }) {
  const first = lead.useful_at ?? lead.answered_at;
  return (
    <Block title="What they asked">
      <Text style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
        {lead.message ?? 'They left no message.'}
      </Text>
      <Text size="sm" c="dimmed" mt="sm" className="num">
        {first
          ? `${lead.useful_at ? 'Answered' : 'Acknowledged'} after ${sayDuration(secondsBetween(lead.captured_at, first))}.`
          : `Not answered for ${sayDuration(secondsBetween(lead.captured_at, null))}.`}
        {lead.answered_at && !lead.useful_at ? ' A useful answer is still due.' : ''}
      </Text>
    </Block>
  );
}

function Qualification({ lead }: { lead: WholeLead }) {
  return (
    <Block title="Qualification">
      <Stack gap="md">
        {lead.next ? (
          <Text size="sm">
            <b>Next:</b> {lead.next.text}{' '}
            <Text span c="dimmed" size="sm">
              due <When at={lead.next.due_at} />
            </Text>
          </Text>
        ) : null}
        {lead.proposal ? <Proposed lead={lead} proposal={lead.proposal} /> : null}
        <Questions lead={lead} />
        <Decide lead={lead} />
      </Stack>
    </Block>
  );
}

function Person({ lead }: { lead: WholeLead }) {
  const { choices } = useStaff();
  const may = useMay('lead.assign');
  const assign = (owner: string | null) =>
    owner ? change('lead.assign', { lead: lead.id, owner }, 'Lead assigned') : Promise.resolve();
  return (
    <Block
      title="Who"
      right={
        <Anchor component={Link} to={`/contacts/${lead.contact}`} size="sm">
          Everything with them
        </Anchor>
      }
    >
      <Stack gap="xs">
        <Reach email={lead.contact_email} phone={lead.contact_phone} />
        <EditChoice label="Owner" data={choices} value={lead.owner} save={assign} readOnly={!may} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            Worth, on average
          </Text>
          <Money of={lead.expected} fz="sm" />
        </Group>
      </Stack>
    </Block>
  );
}

/** One press to write or call. */
export function Reach({ email, phone }: { email: string | null; phone: string | null }) {
  if (!email && !phone) {
    return (
      <Text size="sm" c="dimmed">
        No address and no number.
      </Text>
    );
  }
  return (
    <Stack gap={2}>
      {email ? (
        <Anchor href={`mailto:${email}`} size="sm" lh="24px" style={{ overflowWrap: 'anywhere' }}>
          {email}
        </Anchor>
      ) : null}
      {phone ? (
        <Anchor href={`tel:${phone}`} size="sm" lh="24px" className="num">
          {phone}
        </Anchor>
      ) : null}
    </Stack>
  );
}
