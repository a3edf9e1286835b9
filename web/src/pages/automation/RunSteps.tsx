// Every step a run took: what it is in words, what it was given and answered, when it was due and by which rule.
import { Code, Group, Table, Text } from '@mantine/core';
import { nounOfId } from '../../api/nouns';
import { useView } from '../../api/query';
import { recordPath } from '../../shell/records';
import { Link } from '@tanstack/react-router';
import { Block } from '../../ui/Block';
import { inWords, StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { WhyItWaits } from '../../ui/WhyItWaits';
import { scopeOfStep, useCatalogue, type Catalogue } from './editor/catalogue';
import { Decisions } from './Decisions';
import { everyStep, type Automation, type Step } from './editor/document';
import { sayCondition, sayStep, sayWait, sayDelay } from './editor/says';
import { useFollowed } from './followed';
import { Value, Values } from './Values';
import type { RunEffect, StepView, WholeRun } from './shapes';

export function RunSteps({ run }: { run: WholeRun }) {
  const doc = useFollowed(run);
  const { catalogue } = useCatalogue();
  const written = doc ? everyStep(doc.steps) : [];
  return (
    <ol className="timeline" aria-label="Steps">
      {run.steps.map((step) => (
        <OneStep
          run={run.id}
          key={`${step.step} ${step.visit}`}
          step={step}
          written={written.find(({ id }) => id === step.step)}
          doc={doc}
          catalogue={catalogue}
        />
      ))}
    </ol>
  );
}

const STEP_WORDS: Record<StepView['state'], string> = {
  ok: 'Done',
  skipped: 'Skipped',
  failed: 'Failed',
  practised: 'Practised only',
  waiting: 'Waits',
  approval: 'Waits for a yes',
  parked: 'Stuck',
  running: 'Running',
};
const STEP_TONE = {
  ok: 'good',
  skipped: 'quiet',
  failed: 'bad',
  practised: 'quiet',
  waiting: 'waiting',
  approval: 'waiting',
  parked: 'bad',
  running: 'going',
} as const;

interface One {
  run: string;
  step: StepView;
  written: Step | undefined;
  doc: Automation | undefined;
  catalogue: Catalogue | undefined;
}

function OneStep({ run, step, written, doc, catalogue }: One) {
  const scope = doc && catalogue ? scopeOfStep(catalogue, doc) : [];
  const words = written && catalogue ? sayStep(catalogue, written, scope) : inWords(step.step);
  return (
    <li>
      <span className="step-dot" data-tone={STEP_TONE[step.state]} aria-hidden />
      <div style={{ minWidth: 0 }}>
        <Group gap={8}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {words}
            {step.visit > 1 ? `, time ${step.visit}` : ''}
          </Text>
          <StatusBadge state={step.state} label={STEP_WORDS[step.state]} tone={STEP_TONE[step.state]} />
          {step.verb ? <Code>{step.verb}</Code> : null}
        </Group>
        <Text size="xs" c="dimmed" mt={2} component="div">
          Step “{inWords(step.step)}”, begun <When at={step.at} />
          {step.ended_at && step.ended_at !== step.at ? (
            <>
              , over <When at={step.ended_at} />
            </>
          ) : null}
        </Text>
        {step.waits ? (
          <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
            <WhyItWaits {...step.waits} />
          </Text>
        ) : null}
        <Due step={step} written={written} />
        <Promised step={step} />
        {written?.if ? <Rule name="Only if" words={sayCondition(written.if.cel, scope)} /> : null}
        {written?.guard ? (
          <Rule name="Looked at again as it leaves" words={sayCondition(written.guard.cel, scope)} />
        ) : null}
        <Decisions run={run} step={step} scope={scope} />
        {step.why ? (
          <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
            {step.why}
          </Text>
        ) : null}
        <Shown title="What it was given" value={step.input} />
        <Shown
          title={step.state === 'practised' ? 'What it would have done' : 'What it answered'}
          value={step.output}
        />
      </div>
    </li>
  );
}

const Rule = ({ name, words }: { name: string; words: string }) => (
  <Text size="xs" c="dimmed" mt={2} style={{ overflowWrap: 'anywhere' }}>
    {name}: {words}
  </Text>
);

/** When it goes on, and by which words of the document. */
function Due({ step, written }: { step: StepView; written: Step | undefined }) {
  if (!step.due_at) return null;
  const rule = written?.wait
    ? sayWait(written.wait)
    : written?.wait_for
      ? `at most ${sayDelay(written.wait_for.timeout)}`
      : (written?.ask ?? written?.approve)
        ? `an answer within ${sayDelay((written.ask ?? written.approve)?.timeout)}`
        : null;
  // by when a message would have had its result says nothing once it has one
  if (!rule && step.ended_at) return null;
  return (
    <Text size="xs" mt={2} component="div">
      {step.ended_at ? 'Was due' : 'Due'} <When at={step.due_at} />
      {rule ? `, by the rule: ${rule}` : ''}
    </Text>
  );
}

/** By when it was to be over; whether that was kept stands with it once it is known. */
function Promised({ step: { promised_at: by, ended_at: ended } }: { step: StepView }) {
  if (!by) return null;
  const late = ended && new Date(ended) > new Date(by);
  return (
    <Text size="xs" mt={2} component="div">
      Promised by <When at={by} />
      {late ? ', and took longer' : null}
    </Text>
  );
}

export function Shown({ title, value }: { title: string; value: unknown }) {
  const empty =
    value === null || value === undefined || (typeof value === 'object' && !Object.keys(value).length);
  if (empty) return null;
  return (
    <details className="shown">
      <summary>{title}</summary>
      {typeof value === 'object' && !Array.isArray(value) ? (
        <Values fields={value as Record<string, unknown>} />
      ) : (
        <Value of={value} />
      )}
    </details>
  );
}

const EFFECT_WORDS: Record<RunEffect['state'], string> = {
  queued: 'Waits to leave',
  sending: 'Leaving',
  done: 'Left',
  failed: 'Failed',
  uncertain: 'Nobody knows whether it left',
  skipped: 'Left out',
  composed: 'Written only',
  cancelled: 'Cancelled',
};

/** What left the house, with the key by which a provider knows it. */
export function Effects({ run }: { run: string }) {
  const seen = useView<{ items: RunEffect[] }>(`/runs/${run}/effects`, { nouns: ['message', 'mail'] });
  if (!seen.data?.items.length) return null;
  return (
    <Block title="What left the house">
      <Table.ScrollContainer minWidth={520}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>When</Table.Th>
              <Table.Th>Reference</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {seen.data.items.map((effect) => (
              <Table.Tr key={effect.key}>
                <Table.Td>{effect.subject ? <Subject id={effect.subject} /> : inWords(effect.kind)}</Table.Td>
                <Table.Td>
                  {EFFECT_WORDS[effect.state]}
                  {effect.attempt > 1 ? `, try ${effect.attempt}` : ''}
                  {effect.waits ? (
                    <Text size="xs">
                      <WhyItWaits {...effect.waits} />
                    </Text>
                  ) : null}
                  {effect.note ? (
                    <Text size="xs" c="dimmed">
                      {effect.note}
                    </Text>
                  ) : null}
                </Table.Td>
                <Table.Td>
                  <When at={effect.done_at ?? effect.due_at} />
                </Table.Td>
                <Table.Td>
                  <Code style={{ overflowWrap: 'anywhere' }}>{effect.key}</Code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Block>
  );
}

function Subject({ id }: { id: string }) {
  const path = recordPath(id);
  const label = inWords(nounOfId(id));
  return path ? <Link to={path}>{label}</Link> : <>{label}</>;
}
