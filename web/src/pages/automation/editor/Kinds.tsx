// The form of each kind of step.
import { Select, TextInput } from '@mantine/core';
import { WholeNumber } from '../../../ui/WholeNumber';
import { Args } from './Args';
import { plain, scopeOfStep, type Catalogue, type Seen } from './catalogue';
import { Conditions } from './Conditions';
import { facts, idsOf, kindOf, listed, tidy, type Automation, type Outcome, type Step } from './document';
import { FactSelect } from './Fields';
import { Exits } from './Jumps';
import { AskForm, ApproveForm } from './People';
import { OUTCOMES } from './says';
import { DelayFields, WaitFields } from './Time';
import type { Node } from './tree';
import type { Problem } from './useEditor';
import { BranchForm, CallForm, SetForm } from './Ways';

export interface Forming {
  node: Node;
  doc: Automation;
  catalogue: Catalogue;
  sample: Record<string, string>;
  problems: readonly Problem[];
  change: (node: Node, typing?: boolean) => void;
  /** Changes the whole document: a step's name is spoken of elsewhere. */
  rewrite: (change: (doc: Automation) => Automation) => void;
}

export interface Part extends Forming {
  scope: readonly Seen[];
  put: (part: Partial<Step>, typing?: boolean) => void;
  wrong: (field: string) => string | undefined;
}

export function Kind(props: Part) {
  const { node, catalogue, put, scope, sample, problems, wrong } = props;
  const { step } = node;
  const verb = catalogue.verb(step.do);
  switch (kindOf(step)) {
    case 'do':
      return verb ? (
        <Args
          verb={verb}
          catalogue={catalogue}
          given={step.with ?? {}}
          change={(given) => put({ with: given })}
          scope={scope}
          sample={sample}
          errors={argErrors(problems)}
        />
      ) : (
        <TextInput
          label="Command"
          value={step.do ?? ''}
          onChange={(event) => put({ do: event.currentTarget.value })}
          error={wrong('do')}
        />
      );
    case 'wait':
      return (
        <WaitFields
          label="How long"
          value={step.wait!}
          onChange={(wait) => put({ wait })}
          days={scope}
          sample={sample}
          error={wrong('wait')}
        />
      );
    case 'wait_for':
      return <WaitForForm {...props} />;
    case 'ask':
      return <AskForm {...props} />;
    case 'approve':
      return <ApproveForm {...props} />;
    case 'branch':
      return <BranchForm {...props} />;
    case 'set':
      return <SetForm {...props} />;
    case 'repeat':
      return (
        <>
          <WholeNumber
            label="At most so many times"
            needed
            min={1}
            max={50}
            value={step.repeat!.times}
            onChange={(times) => put({ repeat: { ...step.repeat!, times } })}
          />
          <Conditions
            label="As long as"
            add="As long as …"
            value={step.repeat!.while?.cel}
            onChange={(cel) =>
              put({
                repeat: tidy({
                  ...step.repeat!,
                  while: cel === undefined ? undefined : { cel },
                }) as Step['repeat'],
              } as Partial<Step>)
            }
            scope={scope}
            sample={sample}
          />
        </>
      );
    case 'call':
      return <CallForm {...props} />;
    case 'end':
      return (
        <Select
          label="Because"
          allowDeselect={false}
          data={Object.entries(OUTCOMES).map(([value, label]) => ({ value, label }))}
          value={step.end!}
          onChange={(next) => put({ end: (next ?? 'done') as Outcome }, false)}
        />
      );
    default:
      return null;
  }
}

/** `title: …` and `needs \`title\`` speak of one argument. */
function argErrors(problems: readonly Problem[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { message, fix, at } of problems) {
    if (!at.path.endsWith('/with')) continue;
    const needed = /needs `(\w+)`$/.exec(message)?.[1];
    const named = /^(\w+): (.*)$/s.exec(message);
    if (needed) found[needed] = 'This is needed';
    else if (named) found[named[1]!] = fix ? `${named[2]}; ${fix}` : named[2]!;
  }
  return found;
}

function WaitForForm({ node, node: { step }, doc, catalogue, sample, put, wrong, change }: Part) {
  const wait = step.wait_for!;
  const kinds = listed(wait.fact);
  const set = (part: Partial<typeof wait>) => put({ wait_for: tidy({ ...wait, ...part }) });
  return (
    <>
      <FactSelect
        catalogue={catalogue}
        label="What must happen"
        placeholder={kinds.length ? '' : 'Choose what must happen'}
        value={kinds}
        onChange={(next) => set({ fact: facts(next) })}
        error={wrong('wait_for')}
      />
      <Conditions
        label="Which one counts"
        add="Only when …"
        value={wait.match?.cel}
        onChange={(cel) => set({ match: cel === undefined ? undefined : { cel } } as Partial<typeof wait>)}
        scope={scopeOfStep(catalogue, doc, kinds)}
        sample={sample}
      />
      <DelayFields label="At most" value={wait.timeout ?? {}} onChange={(timeout) => set({ timeout })} />
      <Select
        label="Counting from"
        allowDeselect={false}
        data={[
          { value: 'run_start', label: 'the beginning of the run' },
          ...idsOf(doc.steps)
            .filter((id) => id !== step.id)
            .map((id) => ({ value: id, label: `the step “${plain(id)}”` })),
        ]}
        value={wait.since ?? 'run_start'}
        onChange={(next) => set({ since: next ?? 'run_start' })}
      />
      {node.ways.length ? null : (
        <Exits node={node} doc={doc} change={change} names={['When it happens', 'When the time is over']} />
      )}
    </>
  );
}
