// How often an automation begins, how long a run may last, and by what it is judged.
import { Select, Stack } from '@mantine/core';
import { IconGauge } from '@tabler/icons-react';
import { WholeNumber } from '../../../ui/WholeNumber';
import { sayExpect, sayQuota } from './bounds';
import { plain, scopeOfTrigger, type Catalogue } from './catalogue';
import { Conditions } from './Conditions';
import { everyStep, tidy, type Automation, type Enrol, type Step } from './document';
import { Expected, Quotas } from './Expected';
import { FactSelect } from './Fields';
import { PARTS, under, type Heading } from './Head';
import { sayFacts, saySpan } from './says';
import { Section } from './Section';
import { SpanFields } from './SpanFields';

const POLICIES = [
  { value: 'once', label: 'once, ever' },
  { value: 'always', label: 'every time it happens' },
  { value: 'cooldown', label: 'again after a while' },
];

/** A cooldown that counts from no step. */
const RUN_START = 'run_start';

/** The steps a cooldown can count from. */
const doing = (steps: readonly Step[]) =>
  everyStep(steps)
    .filter((step) => step.do)
    .map(({ id }) => id);

/** What two runs can have in common as they begin; what was written by hand stays as it is. */
function keysOf(catalogue: Catalogue, { enrol, ...doc }: Automation) {
  const seen = scopeOfTrigger(catalogue, { enrol, ...doc }).filter(({ path }) => !/^(old|new)\./.test(path));
  const known = seen.map(({ path, label, record }) => ({ value: path, label: `${record}: ${label}` }));
  const own = enrol.key?.cel;
  return own && !known.some(({ value }) => value === own) ? [...known, { value: own, label: own }] : known;
}

/** Fields that say themselves what is wrong with them. */
const BESIDE_THEM = new Set(['/expect', '/quota']);

export function Limits({ doc, catalogue, sample, problems, open, toggle, edit, locked }: Heading) {
  const own = under(problems, PARTS.limits);
  const shown = open.has('limits');
  const { enrol, metric } = doc;
  const put = (part: Partial<Automation>) => edit((now) => tidy({ ...now, ...part }), true);
  const enrols = (part: { [K in keyof Enrol]?: Enrol[K] | undefined }) =>
    put({ enrol: tidy({ ...enrol, ...part }) as Enrol });
  const policy = typeof enrol.policy === 'string' ? enrol.policy : 'cooldown';
  const noun = catalogue.noun(doc.subject) || 'record';
  const often =
    policy === 'cooldown' && typeof enrol.policy === 'object'
      ? `${enrol.one_active_per === 'contact' ? 'and each person ' : ''}again after ${saySpan(enrol.policy.cooldown)}${enrol.since ? ` since “${plain(enrol.since)}”` : ''}`
      : POLICIES.find(({ value }) => value === policy)?.label;
  const bounds = [doc.expect && sayExpect(doc.expect), doc.quota && sayQuota(doc.quota)].filter(Boolean);
  const says = `For each ${noun} ${often}; a person looks after ${doc.deadline ? saySpan(doc.deadline) : 'no time'}${metric.end ? `; measured by the time to: ${sayFacts(catalogue, [metric.end]).toLowerCase()}` : ''}${bounds.map((words) => `; ${words}`).join('')}`;
  return (
    <Section
      title="How often, how long, how good"
      sign={IconGauge}
      says={says}
      open={shown}
      toggle={() => toggle('limits')}
      problems={shown ? own.filter(({ level, at }) => level !== 'error' || !BESIDE_THEM.has(at.path)) : own}
      locked={locked}
    >
      <Stack gap="md">
        <Select
          label={`For one ${noun} it begins`}
          allowDeselect={false}
          data={POLICIES}
          value={policy}
          onChange={(next) =>
            enrols({
              policy: next === 'cooldown' ? { cooldown: { days: 30 } } : (next as 'once'),
              since: undefined,
            })
          }
        />
        {typeof enrol.policy === 'object' ? (
          <>
            <SpanFields
              label="After so long"
              needed
              value={enrol.policy.cooldown}
              onChange={(cooldown) => enrols({ policy: { cooldown } })}
            />
            <Select
              label="Counting from"
              description="A run that never came to the step does not count."
              allowDeselect={false}
              data={[
                { value: RUN_START, label: 'the beginning of the last run' },
                ...doing(doc.steps).map((id) => ({ value: id, label: `the last time of “${plain(id)}”` })),
              ]}
              value={enrol.since ?? RUN_START}
              onChange={(next) => enrols({ since: !next || next === RUN_START ? undefined : next })}
            />
          </>
        ) : null}
        <Select
          label={policy === 'cooldown' ? 'One at a time, and counted, for each' : 'One at a time for each'}
          allowDeselect={false}
          data={[
            { value: 'subject', label: noun },
            { value: 'contact', label: 'person' },
          ]}
          value={enrol.one_active_per ?? 'subject'}
          onChange={(next) => enrols({ one_active_per: next as 'subject' })}
        />
        <Select
          label="If one is under way already"
          allowDeselect={false}
          data={[
            { value: 'skip', label: 'let it go on, begin no other' },
            { value: 'restart', label: 'end it and begin anew' },
            { value: 'buffer_one', label: 'let it go on, then begin one more' },
            { value: 'queue', label: 'let it go on, the others queue up' },
            { value: 'parallel', label: 'let both go on' },
          ]}
          value={enrol.if_active ?? 'skip'}
          onChange={(next) =>
            enrols({
              if_active: next as NonNullable<Enrol['if_active']>,
              key: next === 'parallel' ? undefined : enrol.key,
            })
          }
        />
        {enrol.if_active === 'parallel' ? null : (
          <Select
            label="Only those count as under way that have the same"
            description="Those that differ in it go on side by side."
            placeholder={`Nothing more than the ${enrol.one_active_per === 'contact' ? 'person' : noun}`}
            clearable
            searchable
            data={keysOf(catalogue, doc)}
            value={enrol.key?.cel ?? null}
            onChange={(cel) => enrols({ key: cel ? { cel } : undefined })}
          />
        )}
        <SpanFields
          label="A person looks at it when it is not over after"
          value={doc.deadline}
          onChange={(deadline) => put({ deadline } as Partial<Automation>)}
        />
        <Conditions
          label="Nobody is taken in while"
          add="Nobody is taken in while …"
          value={doc.suppress?.cel}
          onChange={(cel) =>
            put({ suppress: cel === undefined ? undefined : { cel } } as Partial<Automation>)
          }
          scope={scopeOfTrigger(catalogue, doc)}
          sample={sample}
        />
        <FactSelect
          catalogue={catalogue}
          label="Measured from"
          value={metric.start ? [metric.start] : []}
          onChange={(kinds) => put({ metric: { ...metric, start: kinds.at(-1) ?? '' } })}
        />
        <FactSelect
          catalogue={catalogue}
          label="Measured to"
          value={metric.end ? [metric.end] : []}
          onChange={(kinds) => {
            const end = kinds.at(-1) ?? '';
            put({ metric: { ...metric, end, name: end && `time_to_${end.replace('.', '_')}`.slice(0, 60) } });
          }}
        />
        <Select
          label="It is good when that takes"
          allowDeselect={false}
          data={[
            { value: 'lower', label: 'less time' },
            { value: 'higher', label: 'more' },
          ]}
          value={metric.better}
          onChange={(better) => put({ metric: { ...metric, better: better as 'lower' } })}
        />
        <WholeNumber
          label="Minutes of work one run saves"
          description="By your own estimate; left empty, nothing is claimed."
          min={0}
          max={1440}
          value={doc.minutes_saved}
          onChange={(next) => put({ minutes_saved: next } as Partial<Automation>)}
        />
        <WholeNumber
          label="Minutes it took to set up"
          description="By your own estimate, to see when it has paid for itself."
          min={0}
          max={60000}
          value={doc.minutes_spent}
          onChange={(next) => put({ minutes_spent: next } as Partial<Automation>)}
        />
        <WholeNumber
          label="Left out for comparison, in percent"
          description="So many are not taken in, to see what it changes."
          min={0}
          max={50}
          value={doc.hold_out}
          onChange={(next) => put({ hold_out: next } as Partial<Automation>)}
        />
        <Expected doc={doc} put={put} problems={own} />
        <Quotas doc={doc} put={put} problems={own} />
      </Stack>
    </Section>
  );
}
