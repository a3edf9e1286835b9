// What can be done with an offer that was sent, or has ended.
import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import type { ProposalView } from '../../api/sales';
import { useMay } from '../../api/session';
import { CustomerLink } from '../../ui/CustomerLink';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { say } from '../../ui/toast';

const WHY = ['The price changed', 'Somebody else won it', 'Sent by mistake', 'They asked us to'];

export function Actions({ proposal }: { proposal: ProposalView }) {
  const [leaving, setLeaving] = useState(false);
  const may = useMay('proposal.change');
  const body = { proposal: proposal.id };
  const link = proposal.link ? (
    <CustomerLink link={proposal.link} label="Copy link" verb="proposal.replace_link" body={body} />
  ) : null;
  if (!may) return null;
  if (proposal.signed_at) return link;
  const live = ['sent', 'viewed', 'accepted'].includes(proposal.state);
  const revise = async () => {
    const text =
      proposal.state === 'accepted'
        ? 'A new version is drafted. What the customer accepted is void; they read that the offer is being changed.'
        : 'A new version is drafted. What was sent before is void; the customer reads that it is being changed.';
    if (await confirm({ title: 'Revise the proposal?', text, verb: 'Revise' }))
      await act('proposal.revise', body, { done: 'A new version is drafted' });
  };
  const again = () => act('proposal.send', body, { done: 'The letter leaves again' });
  const withdraw = async (reason: string) => {
    const { undo } = await call('proposal.withdraw', { ...body, reason });
    say('Withdrawn', undo);
  };
  return (
    <>
      {link}
      <Button variant="default" onClick={() => void revise()}>
        Revise
      </Button>
      {live ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" aria-label="More" px="xs">
              <IconDots size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void again()}>Send the letter again</Menu.Item>
            <Menu.Item onClick={() => setLeaving(true)}>Withdraw</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <Button onClick={() => void act('proposal.reopen', body, { done: 'It can be accepted again' })}>
          Reopen
        </Button>
      )}
      <ReasonDialog
        opened={leaving}
        title="Withdraw the proposal"
        close={() => setLeaving(false)}
        label="Why?"
        verb="Withdraw"
        usual={WHY}
        send={withdraw}
      />
    </>
  );
}
