// What one step does, to be filled in: the form of its kind, when it happens at all, and what if it fails.
import { Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { scopeOfStep } from './catalogue';
import { Conditions } from './Conditions';
import { kindOf, tidy, type Step } from './document';
import { JumpSelect } from './Jumps';
import { Kind, type Forming } from './Kinds';
import { renamedIn, takenBy } from './moves';
import { canStand } from './sla';
import { SlaFields } from './SlaFields';
import { SpanFields } from './SpanFields';

export function StepForm(props: Forming) {
  const { node, doc, catalogue, sample, problems, change } = props;
  const { step } = node;
  const kind = kindOf(step);
  const scope = scopeOfStep(catalogue, doc);
  const put = (part: Partial<Step>, typing = true) =>
    change({ ...node, step: tidy({ ...step, ...part }) }, typing);
  const wrong = (field: string) => problems.find(({ at }) => at.path.endsWith(`/${field}`))?.message;
  const verb = catalogue.verb(step.do);
  return (
    <Stack gap="md">
      <Kind {...props} scope={scope} put={put} wrong={wrong} />
      {kind === 'branch' ? null : (
        <Conditions
          label="Only if"
          add="Only if …"
          hint="Otherwise the step is left out and the run goes on."
          value={step.if?.cel}
          onChange={(cel) => put({ if: cel === undefined ? undefined : { cel } } as Partial<Step>)}
          scope={scope}
          sample={sample}
          error={wrong('if')}
        />
      )}
      {kind === 'do' ? (
        <JumpSelect
          label="If it cannot be done"
          value={failing(step)}
          more={[
            { value: 'escalate', label: 'stop here and call for a person' },
            { value: 'skip', label: 'go on without it' },
          ]}
          doc={doc}
          own={step.id}
          onChange={(value) =>
            put({ on_error: value.startsWith('go:') ? { go: value.slice(3) } : (value as 'skip') }, false)
          }
        />
      ) : null}
      <details className="shown">
        <summary>Note, name and more</summary>
        <Stack gap="sm" mt="xs">
          {verb && verb.kind !== 'change' ? (
            <>
              <Conditions
                label="Looked at again as it leaves"
                add="It only leaves while …"
                value={step.guard?.cel}
                onChange={(cel) => put({ guard: cel === undefined ? undefined : { cel } } as Partial<Step>)}
                scope={scope}
                sample={sample}
                error={wrong('guard')}
              />
              <SpanFields
                label="Too late after"
                description="What has not left by then does not leave at all."
                value={step.expires_after}
                onChange={(expires_after) => put({ expires_after } as Partial<Step>)}
              />
            </>
          ) : null}
          {canStand(step) ? (
            <SlaFields
              value={step.sla}
              onChange={(sla) => put({ sla } as Partial<Step>)}
              error={wrong('sla')}
            />
          ) : null}
          <Textarea
            label="Note"
            description="For whoever reads this later."
            autosize
            value={step.note ?? ''}
            onChange={(event) => put({ note: event.currentTarget.value || undefined } as Partial<Step>)}
          />
          <StepName {...props} />
        </Stack>
      </details>
    </Stack>
  );
}

const failing = ({ on_error: then }: Step) =>
  typeof then === 'object' ? `go:${then.go}` : (then ?? 'escalate');

function StepName({ node: { step }, doc, rewrite }: Forming) {
  const [name, setName] = useState(step.id);
  const free = name === step.id || !takenBy(doc.steps).has(name);
  const good = /^[a-z][a-z0-9_]*$/.test(name) && free;
  return (
    <TextInput
      label="Name of the step"
      description="How other steps and the text speak of it: small letters, digits, underscores."
      value={name}
      error={good ? undefined : free ? 'Write it like first_call' : 'Another step is called so'}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={() => good && name !== step.id && rewrite((now) => renamedIn(now, step.id, name))}
    />
  );
}
