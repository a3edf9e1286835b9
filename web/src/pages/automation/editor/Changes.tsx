// What differs between two documents, by what it means: each step and each field of the head in words, both sides.
import { Badge, Group, Text } from '@mantine/core';
import { sayExpect, sayGroup, sayOwns, sayPriority, sayQuota } from './bounds';
import { plain, scopeOfStep, type Catalogue } from './catalogue';
import { linesOf, unchanged, type Differences, type Kind, type Line } from './difference';
import type { Automation, Step } from './document';
import { sayCondition, sayFacts, saySpan, sayStep, sayStop, sayTrigger } from './says';

const WORDS: Record<Kind, string> = { added: 'New', removed: 'Gone', changed: 'Changed', moved: 'Moved' };
const COLORS: Record<Kind, string> = { added: 'teal', removed: 'red', changed: 'orange', moved: 'line' };

interface Comparing {
  found: Differences;
  catalogue: Catalogue;
  /** Both are one and the same. */
  same?: boolean;
}

export function Changes({ found, catalogue, same = false }: Comparing) {
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
