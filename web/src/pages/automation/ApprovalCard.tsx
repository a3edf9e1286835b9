// One thing that waits for a yes: a message as it would read, or what a command would be given, with the decision.
import { Button, Group, Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../api/session';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { ask } from '../../ui/ask';
import { ChangeMessage } from './ChangeMessage';
import { givenLabel, isOurs } from './editor/argument';
import { plain, useCatalogue } from './editor/catalogue';
import type { Approval } from './shapes';
import { Values } from './Values';

interface Card {
  approval: Approval;
  /** On a page of its own; else one of a list, with a link to that page. */
  alone?: boolean;
}

export function ApprovalCard({ approval, alone = false }: Card) {
  const open = approval.state === 'open';
  return (
    <Paper p="md" component={alone ? 'section' : 'li'} aria-label={alone ? approval.title : undefined}>
      <Group justify="space-between" mb="xs" gap="xs">
        <Text fw={600} component="h2" size="md" style={{ overflowWrap: 'anywhere' }}>
          {alone ? (
            approval.title
          ) : (
            <Link to={`/approvals/${approval.id}` as '/approvals'} className="card-link">
              {approval.title}
            </Link>
          )}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          asked <When at={approval.asked_at} />
          {open ? (
            <>
              , lapses <When at={approval.due_at} />
            </>
          ) : null}
        </Text>
      </Group>
      <WhatHappens approval={approval} />
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          <Link to={`/runs/${approval.run}` as '/'}>The whole run</Link>
        </Text>
        {open ? <Decide approval={approval} /> : null}
      </Group>
    </Paper>
  );
}

function WhatHappens({ approval: { shown, verb, args } }: { approval: Approval }) {
  const { catalogue } = useCatalogue();
  if (shown) {
    return (
      <Paper p="sm" bg="var(--app-quiet)" mb="sm">
        <Text size="sm" c="dimmed">
          To {shown.to}
        </Text>
        <Text size="sm" fw={600} mb={6}>
          {shown.subject}
        </Text>
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {shown.text}
        </Text>
      </Paper>
    );
  }
  if (!verb) return null;
  const given = Object.entries((args as Record<string, unknown> | null) ?? {}).map(([name, value]) => [
    name,
    name === 'template' ? (catalogue?.template(value)?.label ?? value) : value,
  ]);
  const told = Object.fromEntries(given.filter(([name]) => !isOurs(String(name)))) as Record<string, unknown>;
  return (
    <Paper p="sm" bg="var(--app-quiet)" mb="sm">
      <Text size="sm" fw={600} mb={6}>
        {catalogue?.verb(verb)?.label ?? plain(verb)}
      </Text>
      <Text size="sm" component="div">
        <Values fields={told} label={givenLabel} />
      </Text>
    </Paper>
  );
}

function Decide({ approval }: { approval: Approval }) {
  const may = useMay('approval.approve');
  const [changing, setChanging] = useState(false);
  if (!may) return null;
  const body = { approval: approval.id };
  const written = approval.verb === 'message.send';
  const refuse = async () => {
    const reason = await ask({
      title: 'Say no to this?',
      text: 'The step is skipped, and the run goes on without it.',
      label: 'Why',
      usual: ['We have spoken already', 'The text does not fit', 'Too soon'],
      verb: 'Say no',
    });
    if (reason) await act('approval.return', { ...body, reason }, { done: 'It does not happen' });
  };
  const done = written ? 'It leaves now' : 'It happens now';
  return (
    <Group gap="sm">
      <Button variant="default" onClick={() => void refuse()}>
        No
      </Button>
      {written ? (
        <Button variant="default" onClick={() => setChanging(true)}>
          Change
        </Button>
      ) : null}
      <Button onClick={() => void act('approval.approve', body, { done })}>
        {written ? 'Yes, send it' : 'Yes, do it'}
      </Button>
      {written ? (
        <ChangeMessage approval={approval} opened={changing} close={() => setChanging(false)} />
      ) : null}
    </Group>
  );
}
