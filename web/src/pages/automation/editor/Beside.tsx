// How an automation stands beside the others: how urgent it is, what it does not run beside, and what it alone writes.
import { Autocomplete, MultiSelect, Select, Stack, Text } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { useState } from 'react';
import { CONFLICTS, PRIORITIES, groupsBeside, ownable, sayBeside } from './bounds';
import { nameOf, slugOf, tidy, type Automation, type ExclusionGroup, type Priority } from './document';
import { PARTS, under, wrong, type Heading } from './Head';
import { Section } from './Section';

export function Beside({ doc, catalogue, problems, open, toggle, edit, locked }: Heading) {
  const own = under(problems, PARTS.beside);
  const shown = open.has('beside');
  const put = (part: Partial<Automation>) => edit((now) => tidy({ ...now, ...part }), true);
  const fields = ownable(catalogue);
  const known = new Set(fields.flatMap(({ items }) => items.map(({ value }) => value)));
  const odd = (doc.owns ?? []).filter((path) => !known.has(path));
  const rest = odd.length
    ? [{ group: 'In its text', items: odd.map((path) => ({ value: path, label: path })) }]
    : [];
  return (
    <Section
      title="Beside other automations"
      sign={IconArrowsSplit2}
      says={sayBeside(catalogue, doc)}
      open={shown}
      toggle={() => toggle('beside')}
      problems={shown ? own.filter(({ level }) => level !== 'error') : own}
      locked={locked}
    >
      <Stack gap="md">
        <Select
          label="How urgent it is"
          description="What is done first when there is more to do than time."
          allowDeselect={false}
          data={PRIORITIES}
          value={doc.priority ?? 'normal'}
          onChange={(next) =>
            put({ priority: next === 'normal' ? undefined : (next as Priority) } as Partial<Automation>)
          }
          error={wrong(own, 'priority')}
        />
        <GroupFields
          doc={doc}
          noun={catalogue.noun(doc.subject) || 'record'}
          groups={groupsBeside(catalogue, doc)}
          put={put}
          error={wrong(own, 'group')}
        />
        <MultiSelect
          label="Fields it alone may write"
          description="Another automation that would change one of them is refused. People still may."
          placeholder={doc.owns?.length ? '' : 'Choose or search'}
          data={[...fields, ...rest]}
          value={doc.owns ?? []}
          onChange={(owns) => put({ owns: owns.length ? owns : undefined } as Partial<Automation>)}
          searchable
          hidePickedOptions
          nothingFoundMessage="No field is called so"
          error={wrong(own, 'owns')}
        />
      </Stack>
    </Section>
  );
}

interface Grouped {
  doc: Automation;
  noun: string;
  /** The groups of the others, with what those in each are called. */
  groups: { value: string; members: string[] }[];
  put: (part: Partial<Automation>) => void;
  error: string | undefined;
}

const USUAL: Omit<ExclusionGroup, 'name'> = {
  one_active_per: 'contact',
  on_conflict: 'higher_priority_wins',
};

function GroupFields({ doc: { group }, noun, groups, put, error }: Grouped) {
  const [name, setName] = useState(group ? nameOf(group.name) : '');
  const [kept, setKept] = useState(USUAL);
  const slug = group?.name ?? '';
  const set = (next: Partial<ExclusionGroup>) => {
    const whole = { ...kept, name: slug, ...group, ...next };
    setKept({ one_active_per: whole.one_active_per, on_conflict: whole.on_conflict });
    put({ group: whole.name ? whole : undefined } as Partial<Automation>);
  };
  return (
    <>
      <Autocomplete
        label="Group of those that do not run at the same time"
        description="Every automation with this group name stays out of the way of the others. Empty: it minds no other."
        placeholder="Such as: Sales outreach"
        value={slugOf(name) === slug ? name : nameOf(slug)}
        onChange={(value) => {
          setName(value);
          set({ name: slugOf(value) });
        }}
        data={groups.map(({ value }) => value)}
        renderOption={({ option }) => (
          <div>
            <Text size="sm">{option.value}</Text>
            <Text size="xs" c="dimmed">
              {groups.find(({ value }) => value === option.value)?.members.join(', ')}
            </Text>
          </div>
        )}
        error={error}
      />
      {group ? (
        <>
          <Select
            label="One of the group at a time for each"
            allowDeselect={false}
            data={[
              { value: 'contact', label: 'contact, whatever it is about' },
              { value: 'subject', label: noun },
            ]}
            value={group.one_active_per}
            onChange={(per) => set({ one_active_per: per as 'contact' })}
          />
          <Select
            label="If another of the group is under way"
            description={CONFLICTS.find(({ value }) => value === group.on_conflict)?.hint}
            allowDeselect={false}
            data={CONFLICTS.map(({ value, label }) => ({ value, label }))}
            value={group.on_conflict}
            onChange={(meets) => set({ on_conflict: meets as 'queue' })}
          />
        </>
      ) : null}
    </>
  );
}
