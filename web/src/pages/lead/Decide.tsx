// Deciding about a lead: qualify, nurture, decline, close; each with its reason, each taken back by one press.
import { Alert, Button, Group, Menu, Text } from '@mantine/core';
import { IconBulb, IconCalendar, IconChevronDown, IconTargetArrow } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Proposal, WholeLead } from '../../api/crm';
import { useMay } from '../../api/session';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { act } from '../../ui/act';
import { change } from '../../ui/change';
import { TemplateChoice } from './Composer';
import { thenInWords } from './proposal';

const SOME_DAYS = [14, 30, 90, 180];
const WHY_CLOSE = ['No answer from them', 'Chose somebody else', 'No longer needed', 'Not a real inquiry'];
const WHY_DECLINE = ['Not what we do', 'Outside our area', 'Budget too small', 'No capacity'];

export function Decide({ lead }: { lead: WholeLead }) {
  const [asks, setAsks] = useState<'decline' | 'close' | null>(null);
  const [template, setTemplate] = useState<string | null>(null);
  const may = useMay('lead.qualify');
  if (!may) return null;
  const id = { lead: lead.id };
  if (lead.state !== 'open' && lead.state !== 'nurtured') return <Reopen lead={lead} />;
  const close = () => setAsks(null);
  return (
    <>
      <Group gap="xs">
        <Button leftSection={<IconTargetArrow size={16} />} onClick={() => void qualify(lead.id)}>
          Qualify
        </Button>
        <NurtureMenu lead={lead.id} />
        <Button variant="default" onClick={() => setAsks('decline')}>
          Decline
        </Button>
        <Button variant="default" onClick={() => setAsks('close')}>
          Close
        </Button>
      </Group>
      <ReasonDialog
        opened={asks === 'decline'}
        close={close}
        title="Decline politely"
        verb={template ? 'Decline and send 1 message' : 'Decline'}
        usual={WHY_DECLINE}
        send={(reason) => change('lead.decline', { ...id, reason, template }, 'Lead declined')}
      >
        {lead.contact_email ? (
          <TemplateChoice
            value={template}
            set={setTemplate}
            label="Message to them (none: nothing is sent)"
          />
        ) : null}
      </ReasonDialog>
      <ReasonDialog
        opened={asks === 'close'}
        close={close}
        title="Close the lead"
        verb="Close lead"
        usual={WHY_CLOSE}
        send={(reason) => change('lead.close', { ...id, reason }, 'Lead closed')}
      />
    </>
  );
}

function qualify(lead: string, reason?: string) {
  return act('lead.qualify', { lead, reason }, { done: 'Qualified: a deal is open' });
}

function nurture(lead: string, days: number, reason?: string) {
  return act('lead.nurture', { lead, days, reason }, { done: `It comes back in ${days} days` });
}

function NurtureMenu({ lead }: { lead: string }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} />}>
          Nurture
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>It comes back by itself</Menu.Label>
        {SOME_DAYS.map((days) => (
          <Menu.Item
            key={days}
            leftSection={<IconCalendar size={16} />}
            onClick={() => void nurture(lead, days)}
          >
            In {days} days
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Reopen({ lead }: { lead: WholeLead }) {
  const press = () => void act('lead.reopen', { lead: lead.id }, { done: 'The lead is open again' });
  return (
    <Group gap="xs">
      {lead.deal ? (
        <Button component={Link} to={`/deals/${lead.deal}`} leftSection={<IconTargetArrow size={16} />}>
          Open the deal
        </Button>
      ) : null}
      <Button variant="default" onClick={press}>
        Reopen
      </Button>
    </Group>
  );
}

/** What the service's rules say, with their reason; one press takes it. */
export function Proposed({ lead, proposal }: { lead: WholeLead; proposal: Proposal }) {
  const may = useMay('lead.qualify');
  const { then, reason } = proposal;
  const decision = then !== 'qualify' && 'ask' in then ? null : take;
  return (
    <Alert
      color="line"
      variant="light"
      radius="lg"
      icon={<IconBulb />}
      title={`Proposed: ${thenInWords(then, lead.questions)}`}
    >
      <Text size="sm">
        {reason} (rule {proposal.rule} of {lead.service_name ?? 'its service'})
      </Text>
      {decision && may ? (
        <Button size="xs" mt="sm" onClick={() => void decision(lead, proposal)}>
          {thenInWords(then, lead.questions)}
        </Button>
      ) : null}
    </Alert>
  );
}

function take(lead: WholeLead, { then, reason }: Proposal) {
  if (then === 'qualify') return qualify(lead.id, reason);
  if ('nurture' in then) return nurture(lead.id, then.nurture.days, reason);
  if ('ask' in then) return Promise.resolve(undefined);
  const template = lead.contact_email ? then.decline.template : null;
  return act('lead.decline', { lead: lead.id, reason, template }, { done: 'Lead declined' });
}
