// One proposal: a draft is written beside what the customer will see; a sent one shows how it fares.
import { Anchor, Group, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ContactPage } from '../../api/crm';
import { useView } from '../../api/query';
import type { ProposalView } from '../../api/sales';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { Returned } from '../outbox/Returned';
import { Actions } from './Actions';
import { Editor } from './Editor';
import { Sent } from './Sent';

export function Page() {
  const { proposal: id } = useParams({ strict: false }) as { proposal: string };
  const { data, error, refetch } = useView<ProposalView>(`/proposals/${id}`, {
    nouns: ['agreement', 'business', 'setting', 'rate_card', 'template', 'contact', 'paper'],
  });
  if (!data) {
    return (
      <>
        <PageHead title="Proposal" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  if (data.state === 'draft') return <Editor key={`${id} ${data.version}`} proposal={data} />;
  return (
    <>
      <Head proposal={data}>
        <Actions proposal={data} />
      </Head>
      <Returned about={id} noun="proposal" contact={data.contact} again={againOf(data)} />
      <Sent proposal={data} />
    </>
  );
}

export function Head({ proposal, children }: { proposal: ProposalView; children: React.ReactNode }) {
  const { data: contact } = useView<ContactPage>(`/contacts/${proposal.contact}`);
  const number = proposal.number ? `Proposal ${proposal.number}` : 'Proposal without a number yet';
  return (
    <PageHead
      title={proposal.title}
      record={proposal.id}
      above={
        <Group gap={6} mb={4}>
          <StatusBadge state={stateOf(proposal)} />
          {proposal.test ? <StatusBadge state="practice" label="Test" /> : null}
          {proposal.reason ? (
            <Text size="sm" c="dimmed">
              {proposal.reason}
            </Text>
          ) : null}
        </Group>
      }
      sub={
        <>
          {number}
          {proposal.version > 1 ? `, version ${proposal.version}` : ''} ·{' '}
          {contact ? (
            <Anchor component={Link} to={`/contacts/${contact.id}`} size="sm" underline="always">
              {contact.display}
            </Anchor>
          ) : null}{' '}
          ·{' '}
          <Anchor component={Link} to={`/deals/${proposal.deal}`} size="sm" underline="always">
            Its deal
          </Anchor>
        </>
      }
    >
      {children}
    </PageHead>
  );
}

/** While it can be accepted, the letter with its link can be sent once more. */
function againOf({ id, state, signed_at }: ProposalView) {
  const live = ['sent', 'viewed', 'accepted'].includes(state) && !signed_at;
  return live ? { verb: 'proposal.send', body: { proposal: id } } : undefined;
}

/** A signed one says so, everywhere. */
export function stateOf({ state, signed_at }: Pick<ProposalView, 'state' | 'signed_at'>): string {
  return signed_at ? 'signed' : state;
}
