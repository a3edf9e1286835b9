// When a run ends before its last step: its work is done, or there is nothing left to do.
import { Stack, Switch } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { factFields, scopeOfStep, type Catalogue } from './catalogue';
import { Conditions } from './Conditions';
import { tidy, type Automation, type Stop } from './document';
import { FactSelect } from './Fields';
import { PARTS, under, type Heading } from './Head';
import { same, stopped, withGoal } from './stops';
import { sayStop } from './says';
import { Section } from './Section';

export function Ending({ doc, catalogue, sample, problems, open, toggle, edit, locked }: Heading) {
  const own = under(problems, PARTS.ends);
  const seen = [
    ...factFields(catalogue, [...(doc.goal?.facts ?? []), ...(doc.exit_when?.facts ?? [])], 'fact'),
    ...scopeOfStep(catalogue, doc),
  ];
  const goal = sayStop(catalogue, plainly(catalogue, doc, doc.goal), seen);
  const exit = sayStop(catalogue, plainly(catalogue, doc, doc.exit_when), seen);
  const says = [goal && `When this has happened: ${goal}`, exit && `early, when: ${exit}`]
    .filter(Boolean)
    .join('; ');
  return (
    <Section
      title="It ends when"
      sign={IconFlag}
      says={says || 'All its steps are done'}
      open={open.has('ends')}
      toggle={() => toggle('ends')}
      problems={own}
      locked={locked}
    >
      <Stack gap="md">
        <StopFields
          label="It has done its work when"
          description="From then on it does nothing more, not even what is waiting to leave."
          stop={doc.goal}
          put={(kinds, bound) => edit((now) => withGoal(catalogue, now, kinds, bound))}
          when={(goalWhen) => edit((now) => stopWith(now, 'goal', goalWhen), true)}
          {...{ doc, catalogue, sample }}
        />
        <StopFields
          label="It also stops when"
          description="There is nothing left to do, though it did not succeed."
          stop={doc.exit_when}
          put={(kinds, bound) =>
            edit(({ exit_when: _, ...now }) => {
              const next = stopped(catalogue, now.subject, kinds, bound);
              return { ...now, ...(next ? { exit_when: next } : {}) };
            })
          }
          when={(exitWhen) => edit((now) => stopWith(now, 'exit_when', exitWhen), true)}
          {...{ doc, catalogue, sample }}
        />
      </Stack>
    </Section>
  );
}

/** Without the condition everybody takes for granted: about the same record. */
const plainly = (catalogue: Catalogue, doc: Automation, stop: Stop | undefined): Stop | undefined =>
  stop && stop.when?.cel === same(catalogue, doc.subject, stop.facts ?? [])
    ? { facts: stop.facts ?? [] }
    : stop;

function stopWith(doc: Automation, which: 'goal' | 'exit_when', cel: string | undefined): Automation {
  const stop = tidy({ facts: doc[which]?.facts, when: cel === undefined ? undefined : { cel } }) as Stop;
  return { ...doc, [which]: stop };
}

interface Stopping extends Pick<Heading, 'doc' | 'catalogue' | 'sample'> {
  label: string;
  description: string;
  stop: Stop | undefined;
  put: (kinds: string[], bound: boolean) => void;
  when: (cel: string | undefined) => void;
}

function StopFields({ label, description, stop, put, when, doc, catalogue, sample }: Stopping) {
  const kinds = stop?.facts ?? [];
  const own = same(catalogue, doc.subject, kinds);
  const bound = own !== undefined && stop?.when?.cel === own;
  return (
    <div>
      <FactSelect
        catalogue={catalogue}
        label={label}
        description={description}
        placeholder={kinds.length ? '' : 'Choose or search'}
        value={kinds}
        onChange={(next) => put(next, stop === undefined || bound || stop.when === undefined)}
      />
      {own ? (
        <Switch
          mt="xs"
          label={`Only for the same ${catalogue.noun(doc.subject)}`}
          checked={bound}
          onChange={(event) => put(kinds, event.currentTarget.checked)}
        />
      ) : null}
      {kinds.length && !bound ? (
        <div style={{ marginTop: 8 }}>
          <Conditions
            label={`${label}: only if`}
            add="Only if …"
            value={stop?.when?.cel}
            onChange={when}
            scope={[...factFields(catalogue, kinds, 'fact'), ...scopeOfStep(catalogue, doc)]}
            sample={sample}
          />
        </div>
      ) : null}
    </div>
  );
}
