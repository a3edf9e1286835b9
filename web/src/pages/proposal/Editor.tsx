// The draft: lines, discount, plan, questions and terms beside the customer's page; sending says what is missing.
import { Alert, Anchor, Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { asProblem, type Problem } from '../../api/problem';
import type { ProposalView } from '../../api/sales';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { say } from '../../ui/toast';
import { Brief } from './Brief';
import { Lines } from './Lines';
import { Plan } from './Plan';
import { Preview } from './Preview';
import { Head } from './ProposalPage';
import { retitled } from './draft';
import { useDraft, type Drafting } from './useDraft';

const SAID = {
  kept: 'The draft is kept',
  typing: 'Typing …',
  saving: 'Keeping the draft …',
  refused: 'Not kept: see what is wrong',
} as const;

export function Editor({ proposal }: { proposal: ProposalView }) {
  const may = useMay('proposal.change');
  const drafting = useDraft(proposal);
  const { draft, change, wrong, problem, state } = drafting;
  return (
    <>
      <Head proposal={proposal}>
        <Sending proposal={proposal} drafting={drafting} />
      </Head>
      <div className="template-frame">
        <fieldset className="plain-set" disabled={!may}>
          <Stack gap="md" miw={0}>
            <Text size="sm" c="dimmed" role="status">
              {SAID[state]}
            </Text>
            {problem ? <ProblemNote problem={problem} /> : null}
            <Obstacles proposal={proposal} />
            <Block title="The offer">
              <Stack gap="sm">
                <SimpleGrid cols={{ base: 1, xs: 2 }}>
                  <TextInput
                    label="Title"
                    value={draft.title}
                    error={wrong['title']}
                    onChange={(event) => change(retitled(draft, event.currentTarget.value))}
                  />
                  <TextInput
                    label="Valid until"
                    type="date"
                    value={draft.until}
                    error={wrong['until']}
                    onChange={(event) => change({ until: event.currentTarget.value })}
                  />
                </SimpleGrid>
                <Textarea
                  label="First words"
                  autosize
                  minRows={2}
                  value={draft.intro}
                  error={wrong['intro']}
                  onChange={(event) => change({ intro: event.currentTarget.value })}
                />
              </Stack>
            </Block>
            <Lines proposal={proposal} drafting={drafting} readOnly={!may} />
            <Plan drafting={drafting} readOnly={!may} />
            <Brief drafting={drafting} readOnly={!may} />
            <Terms proposal={proposal} drafting={drafting} />
          </Stack>
        </fieldset>
        <Preview proposal={proposal} />
      </div>
    </>
  );
}

/** What stands in the way, each with where to put it right. */
function Obstacles({ proposal }: { proposal: ProposalView }) {
  if (proposal.problems.length === 0) return null;
  return (
    <Alert color="orange" variant="light" title="Before it can be sent">
      <Stack gap={4} component="ul" className="plain-list">
        {proposal.problems.map(({ pointer, detail }) => (
          <Text key={`${pointer} ${detail}`} size="sm" component="li">
            {whereOf(pointer)}: {detail}
            {pointer.startsWith('/business') ? (
              <>
                {' '}
                <Anchor component={Link} to="/settings/business" size="sm" underline="always">
                  Settings
                </Anchor>
              </>
            ) : null}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}

function whereOf(pointer: string): string {
  const [, part = '', at] = pointer.split('/');
  const named: Record<string, string> = {
    lines: at ? `Line ${Number(at) + 1}` : 'Lines',
    plan: 'Payment',
    valid_until: 'Valid until',
    terms: 'Terms',
    intro: 'First words',
    consent: 'Consent',
    business: 'Your business',
    brief: 'Questions',
  };
  return named[part] ?? 'The proposal';
}

function Terms({ proposal, drafting }: { proposal: ProposalView; drafting: Drafting }) {
  const { draft, change, wrong } = drafting;
  const from = proposal.terms_from;
  return (
    <Block title="Terms">
      <Textarea
        aria-label="Terms"
        description={
          from
            ? `The approved text “${from.slug}”, version ${from.version}.`
            : 'Edited for this proposal. # Heading, 1. clause, - list, **bold**, {field}'
        }
        autosize
        minRows={8}
        maxRows={24}
        value={draft.terms}
        error={wrong['terms']}
        onChange={(event) => change({ terms: event.currentTarget.value })}
      />
    </Block>
  );
}

function Sending({ proposal, drafting }: { proposal: ProposalView; drafting: Drafting }) {
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [refused, setRefused] = useState<Problem | null>(null);
  const may = useMay('proposal.send');
  const send = async (how: object = {}) => {
    setBusy(true);
    setRefused(null);
    try {
      if (await drafting.save()) {
        await call('proposal.send', { proposal: proposal.id, ...how });
        say('by_hand' in how ? 'It stands; copy the link and hand it over' : 'The proposal is on its way');
      }
    } catch (cause) {
      setRefused(asProblem(cause));
    }
    setBusy(false);
  };
  const discard = async (reason: string) => {
    const { undo } = await call('proposal.withdraw', { proposal: proposal.id, reason });
    say('Withdrawn', undo);
  };
  if (!may) return null;
  const has = (code: string) => refused?.errors.some((error) => error.code === code);
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        <Button variant="default" onClick={() => setLeaving(true)}>
          Discard
        </Button>
        {has('proposal.no_mail') ? (
          <Button variant="default" loading={busy} onClick={() => void send({ by_hand: true })}>
            Hand over the link myself
          </Button>
        ) : null}
        {has('proposal.stale_price') ? (
          <Button variant="default" loading={busy} onClick={() => void send({ keep_prices: true })}>
            Send with these prices
          </Button>
        ) : null}
        <Button loading={busy} leftSection={<IconSend size={16} />} onClick={() => void send()}>
          Send
        </Button>
      </Group>
      {refused ? <Refused problem={refused} proposal={proposal} /> : null}
      <ReasonDialog
        opened={leaving}
        title="Discard the draft"
        close={() => setLeaving(false)}
        label="Why?"
        verb="Discard"
        usual={['Not needed any more', 'Drafted by mistake']}
        send={discard}
      />
    </Stack>
  );
}

/** What stands in the list below already is not said twice. */
function Refused({ problem, proposal }: { problem: Problem; proposal: ProposalView }) {
  const listed = problem.errors.every(({ detail }) => proposal.problems.some((one) => one.detail === detail));
  if (!problem.errors.length || !listed) return <ProblemNote problem={problem} />;
  return (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      It cannot be sent yet: see below what is missing.
    </Text>
  );
}
