// Why this person got a mail, or did not: what every automation decided about them, newest first.
import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';
import {
  newestFirst,
  sayKind,
  sayMessage,
  sayReason,
  type OfAutomation,
  type Told,
} from '../automation/decisions';
import { RUN_WORDS } from '../automation/shapes';

const NOUNS = ['run', 'message', 'mail', 'lead', 'deal', 'proposal', 'invoice'] as const;
const AT_FIRST = 6;

export function Decisions({ contact }: { contact: string }) {
  const may = useMay('automation.why');
  const seen = useView<{ items: OfAutomation[] }>(`/automations/why/${contact}`, {
    nouns: NOUNS,
    enabled: may,
  });
  if (!may) return null;
  return (
    <Block title="Automations">
      <Text size="sm" c="dimmed" mb="sm">
        Why a mail came to them, or did not: each time an automation looked at this person, what it decided,
        and what it sent.
      </Text>
      {seen.isPending ? <WaitingLines /> : null}
      {seen.error && !seen.data ? (
        <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
      ) : null}
      {seen.data ? <Listed all={seen.data.items} /> : null}
    </Block>
  );
}

function Listed({ all }: { all: OfAutomation[] }) {
  const [whole, setWhole] = useState(false);
  const told = newestFirst(all);
  const shown = whole ? told : told.slice(0, AT_FIRST);
  return (
    <>
      {told.length ? (
        <ul className="needs" aria-label="What automations decided, newest first">
          {shown.map((one) => (
            <One key={`${one.automation} ${one.at} ${one.kind} ${one.run}`} one={one} />
          ))}
        </ul>
      ) : (
        <Text size="sm">
          No automation has looked at this person yet: nothing that starts one was about them.
        </Text>
      )}
      {told.length > AT_FIRST ? (
        <Button mt="sm" size="xs" variant="default" onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {whole ? 'Show fewer' : `Show all ${told.length}`}
        </Button>
      ) : null}
      <Untouched all={all.filter(({ decisions }) => !decisions.length)} some={told.length > 0} />
    </>
  );
}

function One({ one }: { one: Told }) {
  const started = one.decision === 'enrolled';
  return (
    <li className="need">
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8}>
          <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
            <Link to={`/automations/${one.automation}` as '/automations'}>{one.name}</Link>
          </Text>
          {started ? (
            <StatusBadge state="started" label="Started" tone="good" />
          ) : (
            <StatusBadge state="refused" label="Not started" tone="quiet" />
          )}
        </Group>
        {started ? <Went one={one} /> : <Text size="sm">{sayReason(one.reason)}</Text>}
        <Text size="xs" c="dimmed" component="div">
          on “{sayKind(one.kind)}”, <When at={one.at} />
        </Text>
      </div>
    </li>
  );
}

/** How its run stands, and every message it wanted to send. */
function Went({ one: { run, state, messages } }: { one: Told }) {
  const over = state === 'done' || state === 'cancelled';
  return (
    <>
      {messages.map((message, at) => (
        <Text key={at} size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
          {sayMessage(message)}, <When at={message.at} />
        </Text>
      ))}
      <Text size="sm" component="div">
        {messages.length ? null : over ? 'It sent no message. ' : 'It has sent no message so far. '}
        {run ? <Link to={`/runs/${run}` as '/automations'}>See the run</Link> : null}
        {run && state ? ` (${RUN_WORDS[state]?.toLowerCase() ?? state})` : null}
      </Text>
    </>
  );
}

/** Automations that never came into question: that, too, is why a mail did not come. */
function Untouched({ all, some }: { all: OfAutomation[]; some: boolean }) {
  if (!all.length) return null;
  return (
    <Text size="xs" c="dimmed" mt="sm" component="div">
      {some ? 'Never came into question here: ' : 'They are: '}
      {all.map(({ automation, name, on }, at) => (
        <span key={automation}>
          {at ? ', ' : ''}
          <Link to={`/automations/${automation}` as '/automations'}>{name}</Link>
          {on ? '' : ' (off)'}
        </span>
      ))}
      .{some ? ' Of each automation the newest twenty decisions are kept in view.' : ''}
    </Text>
  );
}
