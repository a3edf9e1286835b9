// What starts a run: something that happens, a day, a schedule, silence, a press, or a call from outside.
import { Select, Stack, Switch, TextInput } from '@mantine/core';
import { scopeOfTrigger, takeKind, type Catalogue } from './catalogue';
import { Day, Schedule } from './Calendar';
import { Conditions } from './Conditions';
import { facts, listed, tidy, type Automation, type Silence as Silent, type Trigger } from './document';
import { FactSelect } from './Fields';
import { Bound, Quiet } from './Pace';
import { subjectsOf, withBeginning, withSubject, withTrigger, type Beginning } from './stops';
import { TakeList } from './TakeList';
import { WaitFields } from './Time';

export interface Starting {
  doc: Automation;
  catalogue: Catalogue;
  sample: Record<string, string>;
  edit: (change: (doc: Automation) => Automation, typing?: boolean) => void;
  wrong: string | undefined;
}

const KINDS: { value: Beginning; label: string }[] = [
  { value: 'fact', label: 'Something happens' },
  { value: 'date', label: 'A day comes that stands on a record' },
  { value: 'schedule', label: 'Every day, week or month' },
  { value: 'silence', label: 'Something does not happen in time' },
  { value: 'button', label: 'Somebody presses a button' },
  { value: 'webhook', label: 'Another program calls' },
];

const kindOf = (trigger: Trigger): Beginning =>
  KINDS.find(({ value }) => trigger[value] !== undefined)?.value ?? 'fact';

export function Starts({ doc, catalogue, sample, edit, wrong }: Starting) {
  const { trigger } = doc;
  const kind = kindOf(trigger);
  const put = (next: Partial<Trigger>) =>
    edit((now) => ({ ...now, trigger: tidy({ ...now.trigger, ...next }) }), true);
  const kinds = listed(kind === 'silence' ? trigger.silence?.after : trigger.fact);
  return (
    <Stack gap="md">
      <Select
        label="A run begins when"
        allowDeselect={false}
        data={KINDS}
        value={kind}
        onChange={(next) => next && next !== kind && edit((now) => withBeginning(now, next as Beginning))}
      />
      {kind === 'fact' ? (
        <FactSelect
          catalogue={catalogue}
          label="What happens"
          placeholder={kinds.length ? '' : 'Choose or search: proposal, invoice, asked …'}
          value={kinds}
          starting
          onChange={(next) => edit((now) => withTrigger(catalogue, now, next))}
          error={wrong}
        />
      ) : null}
      {kind === 'silence' ? <Silence trigger={trigger} catalogue={catalogue} put={put} edit={edit} /> : null}
      <About doc={doc} catalogue={catalogue} kind={kind} kinds={kinds} edit={edit} />
      {kind === 'date' ? <Day doc={doc} catalogue={catalogue} sample={sample} put={put} /> : null}
      {kind === 'schedule' ? (
        <Schedule trigger={trigger} put={put} noun={catalogue.noun(doc.subject)} subject={doc.subject} />
      ) : null}
      {kind === 'button' ? (
        <TextInput
          label="What the button says"
          placeholder="Send the welcome"
          value={trigger.button?.label ?? ''}
          onChange={(event) => put({ button: { ...trigger.button, label: event.currentTarget.value } })}
        />
      ) : null}
      {kind === 'button' || kind === 'webhook' ? <Given trigger={trigger} kind={kind} put={put} /> : null}
      {kind === 'webhook' && doc.subject === 'contact' ? <Whose trigger={trigger} put={put} /> : null}
      <Conditions
        label="Only when"
        add="Only when …"
        hint="Otherwise it does not begin."
        value={trigger.when?.cel}
        onChange={(cel) => put({ when: cel === undefined ? undefined : { cel } } as Partial<Trigger>)}
        scope={scopeOfTrigger(catalogue, doc)}
        sample={sample}
      />
      {kind === 'fact' ? <Quiet trigger={trigger} put={put} /> : null}
      <Bound trigger={trigger} put={put} />
    </Stack>
  );
}

type Putting = Pick<Starting['doc'], 'trigger'> & { put: (next: Partial<Trigger>) => void };

function Given({ trigger, kind, put }: Putting & { kind: 'button' | 'webhook' }) {
  const press = kind === 'button';
  return (
    <TakeList
      label={press ? 'What whoever presses it is asked for' : 'What the call brings'}
      hint={
        press
          ? 'Steps and conditions can use what is entered.'
          : 'The names in its JSON; steps and conditions can use them.'
      }
      add={press ? 'Ask for it' : 'Expect it'}
      value={trigger[kind]?.fields}
      onChange={(fields) =>
        put(
          press
            ? { button: tidy({ ...trigger.button!, fields }) }
            : { webhook: tidy({ ...trigger.webhook, fields }) },
        )
      }
    />
  );
}

/** Whose record a call is about: the value that holds their address. */
function Whose({ trigger, put }: Putting) {
  const names = Object.entries(trigger.webhook?.fields ?? {}).filter(([, take]) => takeKind(take) === 'text');
  return (
    <Select
      label="The email address of the contact is"
      placeholder={names.length ? 'Choose which of them' : 'Expect a text first, such as email'}
      data={names.map(([name]) => ({ value: `trigger.payload.${name}`, label: name }))}
      value={trigger.contact?.cel ?? null}
      onChange={(cel) => put({ contact: cel ? { cel } : undefined } as Partial<Trigger>)}
    />
  );
}

/** The record a run is about; asked only where there is a choice. */
function About({
  doc,
  catalogue,
  kind,
  kinds,
  edit,
}: Pick<Starting, 'doc' | 'catalogue' | 'edit'> & { kind: Beginning; kinds: string[] }) {
  const nouns = catalogue.all.subjects.map(({ noun }) => noun);
  const offered: Record<Beginning, string[]> = {
    fact: subjectsOf(catalogue, kinds),
    silence: subjectsOf(catalogue, kinds),
    date: nouns,
    button: nouns,
    schedule: ['business', ...nouns.filter((noun) => noun !== 'business')],
    webhook: ['contact', 'business'],
  };
  const possible = offered[kind];
  if (possible.length < 2) return null;
  return (
    <Select
      label="A run is about"
      allowDeselect={false}
      data={possible.map((value) => ({
        value,
        label: value === 'business' ? 'the business as a whole' : `the ${catalogue.noun(value)}`,
      }))}
      value={doc.subject || null}
      onChange={(next) => next && edit((now) => withSubject(catalogue, now, next))}
    />
  );
}

function Silence({
  trigger,
  catalogue,
  put,
  edit,
}: {
  trigger: Trigger;
  catalogue: Catalogue;
  put: (next: Partial<Trigger>) => void;
  edit: Starting['edit'];
}) {
  const silence = trigger.silence!;
  return (
    <>
      <FactSelect
        catalogue={catalogue}
        label="After this"
        starting
        value={listed(silence.after)}
        onChange={(next) =>
          edit((now) => {
            const subject = subjectsOf(catalogue, next)[0] ?? '';
            return {
              ...now,
              subject,
              trigger: { ...now.trigger, silence: { ...silence, after: facts(next) } },
            };
          })
        }
      />
      <WaitFields
        label="For so long"
        value={silence.for}
        onChange={(next) => put({ silence: { ...silence, for: next } })}
      />
      <FactSelect
        catalogue={catalogue}
        label="This does not happen"
        value={listed(silence.without)}
        onChange={(next) => put({ silence: { ...silence, without: facts(next) } })}
      />
      <Switch
        label="When it does happen, count the time anew"
        description="Off: then it is over until the first of these happens again."
        checked={silence.anew ?? false}
        onChange={({ currentTarget }) =>
          put({ silence: tidy({ ...silence, anew: currentTarget.checked || undefined }) as Silent })
        }
      />
    </>
  );
}
