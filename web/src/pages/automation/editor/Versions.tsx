// Every version as it was published, side by side with another: what changed by what it means, and the text.
import { Anchor, Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useView } from '../../../api/query';
import { useStaff } from '../../../api/staff';
import { CodeEditor } from '../../../ui/CodeEditor';
import { ProblemNote } from '../../../ui/ProblemNote';
import { WaitingRows } from '../../../ui/Waiting';
import { When } from '../../../ui/When';
import type { VersionLine, WholeAutomation } from '../shapes';
import { plain, scopeOfStep, useCatalogue, type Catalogue } from './catalogue';
import { fieldChanges, stepChanges, type Change, type Kind } from './difference';
import type { Automation, Step } from './document';
import { sayCondition, sayFacts, saySpan, sayStep, sayStop, sayTrigger } from './says';
import { Review } from './Review';
import { useRead } from './useRead';

function useVersion(id: string, number: number) {
  const seen = useView<WholeAutomation>(`/automations/${id}`, { query: { version: number } });
  const text = seen.data?.text;
  const read = useRead(text);
  return { seen, document: read.data?.document };
}

const STATES = { published: '', review: ', waits for a second person', returned: ', returned' } as const;

export function Versions({ automation }: { automation: WholeAutomation }) {
  const [newer, setNewer] = useState(automation.version);
  const [older, setOlder] = useState(Math.max(1, automation.version - 1));
  const [text, setText] = useState(false);
  const { catalogue } = useCatalogue();
  const left = useVersion(automation.id, older);
  const right = useVersion(automation.id, newer);
  const error = left.seen.error ?? right.seen.error;
  const list = useView<{ items: VersionLine[] }>(`/automations/${automation.id}/versions`).data?.items ?? [];
  const choices = list.map(({ number, state, current }) => ({
    value: String(number),
    label: `Version ${number}${current ? ', in use' : STATES[state]}`,
  }));
  const waits = list.find(({ state }) => state === 'review');
  return (
    <Stack gap="md">
      <Group gap="sm" align="flex-end">
        <Select
          label="From"
          allowDeselect={false}
          data={choices}
          value={String(older)}
          onChange={(next) => setOlder(Number(next))}
        />
        <Select
          label="To"
          allowDeselect={false}
          data={choices}
          value={String(newer)}
          onChange={(next) => setNewer(Number(next))}
        />
        <Button variant="default" aria-pressed={text} onClick={() => setText(!text)}>
          {text ? 'Show what changed' : 'Show the texts'}
        </Button>
      </Group>
      {error ? <ProblemNote problem={error} /> : null}
      {waits ? <Review automation={automation} version={waits} show={() => setNewer(waits.number)} /> : null}
      <div className="diff-side">
        <Published of={left.seen.data} number={older} />
        <Published of={right.seen.data} number={newer} />
      </div>
      {text ? (
        <div className="diff-side">
          <Written of={left.seen.data} number={older} />
          <Written of={right.seen.data} number={newer} />
        </div>
      ) : left.document && right.document && catalogue ? (
        <Difference
          before={left.document}
          after={right.document}
          catalogue={catalogue}
          same={older === newer}
        />
      ) : (
        <WaitingRows count={4} />
      )}
      {newer >= automation.version ? null : (
        <Text size="sm">
          To go back to version {newer}, copy its text into{' '}
          <Anchor component={Link} to={`/automations/${automation.id}`} search={{ tab: 'edit' } as never}>
            the editor
          </Anchor>{' '}
          and publish it as a new version.
        </Text>
      )}
    </Stack>
  );
}

function Published({ of, number }: { of: WholeAutomation | undefined; number: number }) {
  const staff = useStaff();
  if (!of) return <Text size="sm">Version {number}</Text>;
  return (
    <Text size="sm" c="dimmed" component="div">
      Version {number}, published <When at={of.published_at} />
      {of.published_by ? ` by ${staff.nameOf(of.published_by) ?? 'somebody'}` : ' with the program'}, SHA-256{' '}
      {of.sha256.slice(0, 12)}…
    </Text>
  );
}

function Written({ of, number }: { of: WholeAutomation | undefined; number: number }) {
  return (
    <div style={{ minWidth: 0 }}>
      <CodeEditor
        label={`Text of version ${number}`}
        description="As it was published. It never changes again."
        value={of?.text ?? ''}
        onChange={() => undefined}
        readOnly
        rows={26}
      />
    </div>
  );
}

const WORDS: Record<Kind, string> = {
  added: 'New',
  gone: 'Gone',
  changed: 'Changed',
  moved: 'Moved',
  same: 'As before',
};
const COLORS: Record<Kind, string> = {
  added: 'teal',
  gone: 'red',
  changed: 'orange',
  moved: 'line',
  same: 'gray',
};

interface Comparing {
  before: Automation;
  after: Automation;
  catalogue: Catalogue;
  same: boolean;
}

function Difference({ before, after, catalogue, same }: Comparing) {
  const fields = fieldChanges(before, after);
  const steps = stepChanges(before.steps, after.steps);
  const differs = fields.length + steps.filter(({ kind }) => kind !== 'same').length;
  if (same) return <Text size="sm">Choose two versions to see what changed between them.</Text>;
  if (!differs) return <Text size="sm">They mean the same; only notes or the writing differ.</Text>;
  const step = (doc: Automation, each: Step | undefined) => (each ? told(catalogue, doc, each) : null);
  return (
    <ul className="plain-list" aria-label="What changed">
      {fields.map((change) => (
        <Line
          key={change.name}
          change={change}
          before={sayField(catalogue, before, change.name)}
          after={sayField(catalogue, after, change.name)}
        />
      ))}
      {steps.map((change) => (
        <Line
          key={`step ${change.name}`}
          change={change}
          before={step(before, change.before)}
          after={step(after, change.after)}
        />
      ))}
    </ul>
  );
}

function told(catalogue: Catalogue, doc: Automation, step: Step): string {
  const scope = scopeOfStep(catalogue, doc);
  const first = sayStep(catalogue, step, scope);
  return step.if ? `${first}, only if ${sayCondition(step.if.cel, scope)}` : first;
}

function Line({
  change,
  before,
  after,
}: {
  change: Change<unknown>;
  before: string | null;
  after: string | null;
}) {
  const quiet = change.kind === 'same' ? 'dimmed' : undefined;
  const alike = change.kind === 'changed' && before === after;
  return (
    <li className="diff-line">
      <Group gap="xs" mb={2}>
        <Badge variant="light" color={COLORS[change.kind]}>
          {WORDS[change.kind]}
        </Badge>
        <Text size="xs" c="dimmed">
          {plain(change.name)}
        </Text>
      </Group>
      <div className="diff-side">
        <Text size="sm" c={quiet ?? (before ? undefined : 'dimmed')} style={{ overflowWrap: 'anywhere' }}>
          {(alike ? JSON.stringify(change.before) : before) ?? '–'}
        </Text>
        <Text size="sm" c={quiet ?? (after ? undefined : 'dimmed')} style={{ overflowWrap: 'anywhere' }}>
          {(alike ? JSON.stringify(change.after) : after) ?? '–'}
        </Text>
      </div>
    </li>
  );
}

/** A field of the document in words; what has none as data. */
function sayField(catalogue: Catalogue, doc: Automation, name: string): string | null {
  const value = doc[name as keyof Automation];
  if (value === undefined) return null;
  const scope = scopeOfStep(catalogue, doc);
  switch (name) {
    case 'trigger':
      return `It starts when: ${sayTrigger(catalogue, doc, scope)}`;
    case 'goal':
    case 'exit_when':
      return sayStop(catalogue, doc[name], scope);
    case 'deadline':
      return `A person looks after ${saySpan(doc.deadline)}`;
    case 'owner':
    case 'stand_in':
      return catalogue.owner(doc[name]);
    case 'metric':
      return `From “${sayFacts(catalogue, [doc.metric.start])}” to “${sayFacts(catalogue, [doc.metric.end])}”, ${doc.metric.better === 'lower' ? 'less time' : 'more'} is better`;
    default:
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}
