// Steps that decide, remember or hand over: a decision with its ways, values, another automation.
import { ActionIcon, Button, Group, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import { useList, useView } from '../../../api/query';
import type { AutomationLine, WholeAutomation } from '../shapes';
import { Args } from './Args';
import { takeKind, takesOf, type Schema, type VerbInfo } from './catalogue';
import { Conditions } from './Conditions';
import { Exits } from './Jumps';
import type { Part } from './Kinds';
import { wordOf } from './People';
import { TakeList } from './TakeList';
import { tidy, type TakeKind } from './document';
import { useRead } from './useRead';

export function BranchForm({ node: { step, ways }, node, doc, scope, sample, change }: Part) {
  const arms = step.branch!;
  const put = (next: typeof arms, kept = ways) =>
    change({ step: { ...step, branch: next }, ways: kept }, true);
  if (arms.length === 1) return <Exits node={node} doc={doc} change={change} names={['Go on with']} />;
  return (
    <>
      {arms.map((arm, nth) =>
        arm.if ? (
          // oxlint-disable-next-line react/no-array-index-key -- a way is named by its condition
          <Group key={nth} gap="xs" wrap="nowrap" align="flex-start">
            <div style={{ flex: 1, minWidth: 0 }}>
              <Conditions
                label={nth ? `Else if, way ${nth + 1}` : 'If'}
                add={nth ? 'Else if …' : 'If …'}
                value={arm.if.cel}
                onChange={(cel) => put(arms.with(nth, { ...arm, if: { cel: cel ?? '' } }))}
                scope={scope}
                sample={sample}
              />
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={34}
              aria-label={`Take way ${nth + 1} out`}
              disabled={arms.length < 3}
              onClick={() => put(arms.toSpliced(nth, 1), ways.length ? ways.toSpliced(nth, 1) : ways)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ) : null,
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconPlus size={14} />}
        onClick={() => {
          const at = arms.length - 1;
          put(
            arms.toSpliced(at, 0, { if: { cel: '' }, go: arms[at]?.else ?? '' }),
            ways.length ? ways.toSpliced(at, 0, { jump: 'next', steps: [] }) : ways,
          );
        }}
      >
        Another way
      </Button>
      {ways.length ? null : (
        <Exits
          node={node}
          doc={doc}
          change={change}
          names={arms.map(({ if: when }, nth) => (when ? `Way ${nth + 1} goes to` : 'Otherwise'))}
        />
      )}
    </>
  );
}

export function SetForm({ node: { step }, put, scope }: Part) {
  const entries = Object.entries(step.set!);
  const write = (next: [string, unknown][]) => put({ set: Object.fromEntries(next) });
  return (
    <>
      {entries.map(([name, value], nth) => (
        // oxlint-disable-next-line react/no-array-index-key -- the name is what is typed
        <Group key={nth} gap="xs" align="flex-start" grow preventGrowOverflow={false}>
          <TextInput
            label="Remember as"
            value={name}
            onChange={(event) =>
              write(entries.with(nth, [wordOf(event.currentTarget.value) || 'value', value]))
            }
          />
          <Textarea
            label="Computed as"
            description={`Fields by their name, such as ${scope.find(({ kind }) => kind === 'money')?.path ?? scope[0]?.path ?? 'contact.name'}`}
            autosize
            value={typeof value === 'object' && value && 'cel' in value ? String(value.cel) : String(value)}
            onChange={(event) => write(entries.with(nth, [name, { cel: event.currentTarget.value }]))}
          />
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconPlus size={14} />}
        onClick={() => write([...entries, [`value_${entries.length + 1}`, '']])}
      >
        Another value
      </Button>
    </>
  );
}

export function CallForm({ node: { step }, doc, catalogue, scope, sample, put }: Part) {
  const { rows } = useList<AutomationLine>('/automations');
  const called = step.call!;
  const data = rows
    .filter(({ slug }) => slug !== doc.automation)
    .map(({ slug, name }) => ({ value: slug, label: name }));
  const id = rows.find(({ slug }) => slug === called.automation)?.id;
  return (
    <>
      <Select
        label="Which automation"
        searchable
        data={data}
        value={called.automation || null}
        onChange={(automation) => put({ call: { ...called, automation: automation ?? '' } }, false)}
      />
      {id ? (
        <Asked
          automation={id}
          catalogue={catalogue}
          given={called.with ?? {}}
          change={(given) => put({ call: tidy({ ...called, with: given }) })}
          scope={scope}
          sample={sample}
          errors={{}}
        />
      ) : null}
      <TakeList
        label="What it gives back"
        hint="Values the other automation sets by these names; later steps can use them."
        add="Take it"
        value={called.take}
        onChange={(take) => put({ call: tidy({ ...called, take }) })}
      />
    </>
  );
}

type Asking = Omit<ComponentProps<typeof Args>, 'verb'> & { automation: string };

/** What the button of the other automation asks for, as the arguments of a command. */
function Asked({ automation, ...rest }: Asking) {
  const { data } = useView<WholeAutomation>(`/automations/${automation}`, { nouns: ['automation'] });
  const asked = Object.entries(takesOf(useRead(data?.text).data?.document?.trigger));
  if (!asked.length) return null;
  const properties = Object.fromEntries(asked.map(([name, take]) => [name, SCHEMAS[takeKind(take)]]));
  const required = asked
    .filter(([, take]) => typeof take === 'string' || !take.optional)
    .map(([name]) => name);
  const verb: VerbInfo = { ...BUTTON, schema: { properties, required } };
  return <Args verb={verb} {...rest} />;
}

const BUTTON = {
  verb: 'automation.start',
  label: 'What it asks for',
  summary: '',
  group: 'automation',
  kind: 'change',
  undo: false,
  answer: [],
} as const satisfies Omit<VerbInfo, 'schema' | 'answer'> & { answer: [] };

const SCHEMAS: Record<TakeKind, Schema> = {
  text: { type: 'string' },
  number: { type: 'integer' },
  flag: { type: 'boolean' },
  instant: { type: 'string', format: 'date-time' },
  money: { type: 'object' },
};
