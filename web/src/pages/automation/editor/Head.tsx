// The parts of an automation around its steps: who answers for it, when it begins, ends, and how far it may go.
import { Stack, Textarea, TextInput } from '@mantine/core';
import { IconBolt, IconUserCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { scopeOfTrigger, type Catalogue } from './catalogue';
import { nameOf, slugOf, type Automation } from './document';
import { OwnerSelect } from './Fields';
import { sayTrigger } from './says';
import { Section } from './Section';
import { Starts } from './Starts';
import { sentence } from './StepList';
import type { Problem } from './useEditor';

export interface Heading {
  doc: Automation;
  catalogue: Catalogue;
  sample: Record<string, string>;
  problems: readonly Problem[];
  /** The parts that are open, by name. */
  open: ReadonlySet<string>;
  toggle: (part: string) => void;
  edit: (change: (doc: Automation) => Automation, typing?: boolean) => void;
  locked: boolean;
  /** It is called so already: other texts speak of it. */
  named: boolean;
}

export const under = (problems: readonly Problem[], fields: readonly string[]) =>
  problems.filter(
    ({ at }) =>
      !at.step && fields.some((field) => at.path === `/${field}` || at.path.startsWith(`/${field}/`)),
  );

/** What is wrong with one field of the head, to stand beside it. */
export function wrong(problems: readonly Problem[], field: string): string | undefined {
  const found = under(problems, [field]).find(({ level }) => level === 'error');
  if (!found) return undefined;
  return [found.message, found.fix]
    .filter((part) => part !== null)
    .map(sentence)
    .join(' ');
}

export const PARTS = {
  about: ['automation', 'purpose', 'owner', 'stand_in'],
  starts: ['trigger', 'subject'],
  ends: ['goal', 'exit_when'],
  limits: [
    'metric',
    'enrol',
    'suppress',
    'deadline',
    'expect',
    'quota',
    'hold_out',
    'minutes_saved',
    'minutes_spent',
  ],
  beside: ['priority', 'group', 'owns'],
} as const;

export function About(props: Heading) {
  const { doc, catalogue, problems, open, toggle, edit, locked, named } = props;
  const [name, setName] = useState(nameOf(doc.automation));
  const shown = slugOf(name) === doc.automation ? name : nameOf(doc.automation);
  const own = under(problems, PARTS.about);
  const put = (part: Partial<Automation>) => edit((now) => ({ ...now, ...part }), true);
  const error = (field: string) => own.find(({ at }) => at.path === `/${field}`)?.message;
  const says = doc.purpose ? `${shown}: ${doc.purpose}` : shown || 'It has no name yet';
  return (
    <Section
      title="What it is for"
      sign={IconUserCheck}
      says={says}
      open={open.has('about')}
      toggle={() => toggle('about')}
      problems={[]}
      locked={locked}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          required
          disabled={named}
          value={shown}
          error={shown ? error('automation') : undefined}
          onChange={(event) => {
            setName(event.currentTarget.value);
            put({ automation: slugOf(event.currentTarget.value) });
          }}
        />
        <Textarea
          label="What is it for?"
          description="One sentence, as you would tell a colleague."
          required
          autosize
          value={doc.purpose}
          onChange={(event) => put({ purpose: event.currentTarget.value })}
        />
        <OwnerSelect
          catalogue={catalogue}
          label="Who answers for it"
          description="Whoever that is gets what it cannot do by itself."
          value={doc.owner}
          onChange={(owner) => put({ owner })}
          error={error('owner')}
        />
        <OwnerSelect
          catalogue={catalogue}
          label="While they are away"
          value={doc.stand_in}
          onChange={(word) => put({ stand_in: word })}
          error={error('stand_in')}
        />
      </Stack>
    </Section>
  );
}

export function Beginning({ doc, catalogue, sample, problems, open, toggle, edit, locked }: Heading) {
  const own = under(problems, PARTS.starts);
  return (
    <Section
      title="It starts when"
      sign={IconBolt}
      says={sayTrigger(catalogue, doc, scopeOfTrigger(catalogue, doc))}
      open={open.has('starts')}
      toggle={() => toggle('starts')}
      problems={own}
      locked={locked}
    >
      <Starts doc={doc} catalogue={catalogue} sample={sample} edit={edit} wrong={undefined} />
    </Section>
  );
}
