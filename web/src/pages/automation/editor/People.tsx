// Steps in which a person decides: a question with its answers, and a yes that is asked for.
import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { plain } from './catalogue';
import { Conditions } from './Conditions';
import { tidy } from './document';
import { OwnerSelect } from './Fields';
import { Exits } from './Jumps';
import type { Part } from './Kinds';
import { DelayFields } from './Time';
import type { Node } from './tree';

export function AskForm({ node, node: { step, ways }, doc, catalogue, put, change }: Part) {
  const ask = step.ask!;
  const set = (part: Partial<typeof ask>) => put({ ask: { ...ask, ...part } });
  const answers = (next: typeof ask.answers, kept: Node['ways']) =>
    change({ step: { ...step, ask: { ...ask, answers: next } }, ways: kept }, true);
  return (
    <>
      <OwnerSelect
        catalogue={catalogue}
        label="Who is asked"
        value={ask.who}
        onChange={(who) => set({ who })}
      />
      <TextInput
        label="Question"
        required
        value={ask.question}
        onChange={(event) => set({ question: event.currentTarget.value })}
      />
      <Stack gap="xs">
        {ask.answers.map(({ answer, then }, nth) => (
          // oxlint-disable-next-line react/no-array-index-key -- an answer is named by what is typed
          <Group key={nth} gap="xs" wrap="nowrap" align="flex-end">
            <TextInput
              label={`Answer ${nth + 1}`}
              style={{ flex: 1 }}
              value={plain(answer)}
              onChange={(event) =>
                answers(
                  ask.answers.with(
                    nth,
                    tidy({ answer: wordOf(event.currentTarget.value), then }) as { answer: string },
                  ),
                  ways,
                )
              }
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`Take answer ${nth + 1} out`}
              disabled={ask.answers.length < 2}
              onClick={() =>
                answers(ask.answers.toSpliced(nth, 1), ways.length ? ways.toSpliced(nth, 1) : ways)
              }
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            answers(
              [...ask.answers, { answer: `answer_${ask.answers.length + 1}` }],
              ways.length ? ways.toSpliced(ask.answers.length, 0, { jump: 'next', steps: [] }) : ways,
            )
          }
        >
          Another answer
        </Button>
      </Stack>
      <DelayFields label="Answered within" value={ask.timeout} onChange={(timeout) => set({ timeout })} />
      {ways.length ? null : (
        <Exits
          node={node}
          doc={doc}
          change={change}
          names={[...ask.answers.map(({ answer }) => `Answer “${plain(answer)}”`), 'Without an answer']}
        />
      )}
    </>
  );
}

export const wordOf = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '');

export function ApproveForm({ node, node: { step }, doc, catalogue, scope, sample, put, change }: Part) {
  const approve = step.approve!;
  const set = (part: Partial<typeof approve>) => put({ approve: tidy({ ...approve, ...part }) });
  return (
    <>
      <OwnerSelect
        catalogue={catalogue}
        label="Who decides"
        value={approve.who}
        onChange={(who) => set({ who })}
      />
      <TextInput
        label="What they say yes to"
        required
        value={approve.what}
        onChange={(event) => set({ what: event.currentTarget.value })}
      />
      <Conditions
        label="Asked only when"
        add="Ask only when …"
        hint="Otherwise nobody is asked, and the run goes on as with a yes."
        value={approve.above?.cel}
        onChange={(cel) => set({ above: cel === undefined ? undefined : { cel } } as Partial<typeof approve>)}
        scope={scope}
        sample={sample}
      />
      <OwnerSelect
        catalogue={catalogue}
        label="While they are away"
        value={approve.delegate ?? doc.stand_in}
        onChange={(delegate) => set({ delegate })}
      />
      <DelayFields
        label="Decided within"
        value={approve.timeout ?? { days: 1 }}
        onChange={(timeout) => set({ timeout })}
      />
      {node.ways.length ? null : (
        <Exits
          node={node}
          doc={doc}
          change={change}
          names={['With a yes', 'With a no', 'Without an answer']}
        />
      )}
    </>
  );
}
