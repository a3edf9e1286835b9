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
import { sayExpect, sayGroup, sayOwns, sayPriority, sayQuota } from './bounds';
import { linesOf, unchanged, type Differences, type Kind, type Line } from './difference';
import type { Automation, Step } from './document';
import { sayCondition, sayFacts, saySpan, sayStep, sayStop, sayTrigger } from './says';
import { OlderRuns } from './MoveRuns';
import { Review } from './Review';

const useVersion = (id: string, number: number) =>
  useView<WholeAutomation>(`/automations/${id}`, { query: { version: number } });

/** What the server finds different between two versions. */
const useDifferences = (automation: string, from: number, to: number) =>
  useView<Differences>('/automations/diff', { query: { automation, from, to }, nouns: ['run'] });

const STATES = { published: '', review: ', waits for a second person', returned: ', returned' } as const;

export function Versions({ automation }: { automation: WholeAutomation }) {
  const [newer, setNewer] = useState(automation.version);
  const [older, setOlder] = useState(Math.max(1, automation.version - 1));
  const [text, setText] = useState(false);
  const { catalogue } = useCatalogue();
  const left = useVersion(automation.id, older);
  const right = useVersion(automation.id, newer);
  const differ = useDifferences(automation.id, older, newer);
  const error = left.error ?? right.error ?? differ.error;
  const list =
    useView<{ items: VersionLine[] }>(`/automations/${automation.id}/versions`, { nouns: ['run'] }).data
      ?.items ?? [];
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
      <OlderRuns automation={automation} list={list} />
      <div className="diff-side">
        <Published of={left.data} number={older} />
        <Published of={right.data} number={newer} />
      </div>
      {text ? (
        <div className="diff-side">
          <Written of={left.data} number={older} />
          <Written of={right.data} number={newer} />
        </div>
      ) : differ.data && catalogue ? (
        <Different found={differ.data} catalogue={catalogue} same={older === newer} />
      ) : (
        <WaitingRows count={4} />
      )}
      {newer >= automation.version ? null : (
        <Text size="sm">
          To go back to version {newer}, copy its text into{' '}
          <Anchor
            component={Link}
            to={`/automations/${automation.id}`}
            search={{ tab: 'edit' } as never}
            underline="always"
          >
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

const WORDS: Record<Kind, string> = { added: 'New', removed: 'Gone', changed: 'Changed', moved: 'Moved' };
const COLORS: Record<Kind, string> = { added: 'teal', removed: 'red', changed: 'orange', moved: 'line' };

interface Comparing {
  found: Differences;
  catalogue: Catalogue;
  same: boolean;
}

function Different({ found, catalogue, same }: Comparing) {
  const lines = linesOf(found);
  const alike = unchanged(found);
  if (same) return <Text size="sm">Choose two versions to see what changed between them.</Text>;
  if (!lines.length) return <Text size="sm">They mean the same; only the writing differs.</Text>;
  return (
    <>
      <ul className="plain-list" aria-label="What changed">
        {lines.map((line) => (
          <Shown key={`${line.isStep} ${line.name}`} line={line} {...wordsOf(line, found, catalogue)} />
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {alike === 1 ? '1 step is as before.' : `${alike} steps are as before.`}
        {found.runs
          ? ` ${found.runs.toLocaleString()} ${found.runs === 1 ? 'run' : 'runs'} under way keep the version they follow.`
          : ''}
      </Text>
    </>
  );
}

interface Words {
  before: string | null;
  after: string | null;
}

/** Both sides in words; as data where the words do not show what is another. */
function wordsOf(
  { name, isStep, kind, before, after, fields }: Line,
  found: Differences,
  catalogue: Catalogue,
) {
  const step = (doc: Automation, each: unknown) => (each ? told(catalogue, doc, each as Step) : null);
  const words: Words = isStep
    ? { before: step(found.old, before), after: step(found.new, after) }
    : { before: sayField(catalogue, found.old, name), after: sayField(catalogue, found.new, name) };
  if (kind !== 'changed' || words.before !== words.after) return words;
  const data = (side: 'old' | 'new') =>
    fields.map((each) => `${plain(each.field ?? '')}: ${JSON.stringify(each[side])}`).join('; ');
  return { before: data('old'), after: data('new') };
}

function told(catalogue: Catalogue, doc: Automation, step: Step): string {
  const scope = scopeOfStep(catalogue, doc);
  const first = sayStep(catalogue, step, scope);
  return step.if ? `${first}, only if ${sayCondition(step.if.cel, scope)}` : first;
}

function Shown({ line: { kind, name }, before, after }: { line: Line } & Words) {
  return (
    <li className="diff-line">
      <Group gap="xs" mb={2}>
        <Badge variant="light" color={COLORS[kind]}>
          {WORDS[kind]}
        </Badge>
        <Text size="xs" c="dimmed">
          {plain(name)}
        </Text>
      </Group>
      <div className="diff-side">
        <Text size="sm" c={before ? undefined : 'dimmed'} style={{ overflowWrap: 'anywhere' }}>
          {before ?? '–'}
        </Text>
        <Text size="sm" c={after ? undefined : 'dimmed'} style={{ overflowWrap: 'anywhere' }}>
          {after ?? '–'}
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
    case 'priority':
      return sayPriority(doc.priority);
    case 'group':
      return doc.group ? sayGroup(doc.group) : null;
    case 'owns':
      return sayOwns(catalogue, doc.owns ?? []);
    case 'expect':
      return doc.expect ? sayExpect(doc.expect) : null;
    case 'quota':
      return doc.quota ? sayQuota(doc.quota) : null;
    default:
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}
