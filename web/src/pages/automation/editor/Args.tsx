// What a command is told: a form made from its JSON schema. A value is written down, or read from a field of the run.
import { ActionIcon, Group, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconForms, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { argumentLabel, isOurs } from './argument';
import { type Catalogue, type Schema, type Seen, type VerbInfo } from './catalogue';
import { FieldSelect } from './Fields';
import { resolve } from './fresh';
import { Literal } from './Literal';

interface Arguments {
  verb: VerbInfo;
  catalogue: Catalogue;
  given: Record<string, unknown>;
  change: (given: Record<string, unknown>) => void;
  scope: readonly Seen[];
  sample: Record<string, string>;
  /** What is wrong, by argument. */
  errors: Record<string, string>;
}

/** What is asked for first; the rest waits below. */
const FIRST: Record<string, string[]> = {
  'message.send': ['template'],
  'task.create': ['title', 'due', 'owner'],
  'note.write': ['text'],
};

export function Args(props: Arguments) {
  const { verb, given } = props;
  const needed = new Set(verb.schema.required);
  const names = Object.keys(verb.schema.properties ?? {}).filter((name) => !isOurs(name));
  const first = FIRST[verb.verb] ?? names.filter((name) => needed.has(name));
  const later = names.filter((name) => !first.includes(name));
  const field = (name: string) => <OneArg key={name} name={name} needed={needed.has(name)} {...props} />;
  const filled = later.filter((name) => given[name] !== undefined).length;
  return (
    <Stack gap="sm">
      {first.filter((name) => names.includes(name)).map(field)}
      {later.length ? (
        <details className="shown" open={later.some((name) => props.errors[name])}>
          <summary>More about it{filled ? `: ${filled} filled in already` : ''}</summary>
          <Stack gap="sm" mt="xs">
            {later.map(field)}
          </Stack>
        </details>
      ) : null}
    </Stack>
  );
}

export type Shape = 'id' | 'flag' | 'int' | 'money' | 'at' | 'choice' | 'text' | 'data';

function shapeOf(schema: Schema): Shape {
  const types = [schema.type].flat();
  if (schema.pattern?.includes('_[0-9')) return 'id';
  if (schema.enum || schema.oneOf?.every((each) => each.const !== undefined || each.enum)) return 'choice';
  if (schema.format === 'date-time' || schema.anyOf?.some((each) => each.format === 'date-time')) return 'at';
  if (schema.properties?.['minor']) return 'money';
  if (types.includes('boolean')) return 'flag';
  if (types.includes('integer')) return 'int';
  return types.includes('string') ? 'text' : 'data';
}

const KINDS: Partial<Record<Shape, Seen['kind'][]>> = {
  int: ['int'],
  money: ['money'],
  at: ['at'],
  flag: ['flag'],
  text: ['text', 'int'],
};

function OneArg({
  name,
  needed,
  verb,
  catalogue,
  given,
  change,
  scope,
  sample,
  errors,
}: Arguments & { name: string; needed: boolean }) {
  const schema = resolve(verb.schema, verb.schema.properties![name]!);
  const value = given[name];
  const put = (next: unknown) => {
    const { [name]: _, ...rest } = given;
    change(next === undefined ? rest : { ...given, [name]: next });
  };
  const fixed = {
    label: argumentLabel(name),
    description: hintOf(name, schema),
    error: errors[name],
    required: needed,
  };
  if (name === 'template')
    return (
      <Template {...fixed} catalogue={catalogue} value={value} put={put} given={given} change={change} />
    );
  const shape = shapeOf(schema);
  if (shape === 'id')
    return (
      <Id
        {...fixed}
        schema={schema}
        catalogue={catalogue}
        value={value}
        put={put}
        scope={scope}
        sample={sample}
      />
    );
  const fields = scope.filter(({ kind }) => KINDS[shape]?.includes(kind));
  return (
    <Either
      {...fixed}
      shape={shape}
      schema={schema}
      value={value}
      put={put}
      fields={fields}
      sample={sample}
      name={name}
    />
  );
}

const hintOf = (name: string, { description }: Schema) =>
  name === 'owner' || !description ? undefined : description.split('. ')[0]?.replaceAll('`', '');

const celIn = (value: unknown): string | undefined =>
  value && typeof value === 'object' && 'cel' in value ? String((value as { cel: unknown }).cel) : undefined;

export interface Written {
  label: string;
  description: string | undefined;
  error: string | undefined;
  required: boolean;
  value: unknown;
  put: (value: unknown) => void;
}

function Template({
  catalogue,
  given,
  change,
  put: _,
  value,
  ...rest
}: Written & Pick<Arguments, 'catalogue' | 'given' | 'change'>) {
  const { templates } = catalogue.all;
  const data = templates.map(({ slug, label }) => ({ value: slug, label }));
  const now = typeof value === 'string' ? value : '';
  const odd = now && !templates.some(({ slug }) => slug === now) ? [{ value: now, label: now }] : [];
  const choose = (slug: string | null) => {
    const chosen = catalogue.template(slug);
    change({ ...given, template: slug ?? '', ...(chosen?.class ? { class: chosen.class } : {}) });
  };
  return (
    <Select
      {...rest}
      description="An approved text; it is written in the language of whoever gets it."
      placeholder="Choose a text"
      searchable
      data={[...data, ...odd]}
      value={now || null}
      onChange={choose}
      nothingFoundMessage="No approved text is called so"
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {catalogue.template(option.value)?.subject}
          </Text>
        </div>
      )}
    />
  );
}

function Id({
  schema,
  catalogue,
  value,
  put,
  scope,
  sample,
  ...rest
}: Written & { schema: Schema } & Pick<Arguments, 'catalogue' | 'scope' | 'sample'>) {
  const wanted = /^\^([a-z_]+)_\[/.exec(schema.pattern ?? '')?.[1];
  const people = wanted === 'user';
  const fields = scope.filter(
    ({ of, name }) => of && (wanted ? of === wanted : name !== 'owner' && of !== 'user'),
  );
  const now = celIn(value) ?? (typeof value === 'string' ? value : null);
  const owners = people ? ownerChoices(catalogue, now) : [];
  const literal = catalogue.all.users.some(({ id }) => id === now);
  const choose = (next: string | null) => {
    if (!next) return put(undefined);
    put(catalogue.all.users.some(({ id }) => id === next) ? next : { cel: next });
  };
  return (
    <FieldSelect
      {...rest}
      {...(rest.description ? {} : { description: undefined as never })}
      fields={fields.map((field) =>
        field.name === 'id' ? { ...field, label: `This ${catalogue.noun(field.of ?? '')}` } : field,
      )}
      value={literal ? now : now}
      onChange={choose}
      sample={sample}
      more={owners}
    />
  );
}

function ownerChoices(catalogue: Catalogue, now: string | null) {
  const either = /^has\((\w+)\.owner\) \? \1\.owner : automation\.owner$/.exec(now ?? '');
  const both = either
    ? [{ value: now!, label: `Whoever answers for the ${catalogue.noun(either[1]!)}` }]
    : [];
  return [
    {
      group: 'By their part',
      items: [
        ...both,
        { value: 'automation.owner', label: 'The owner of this automation' },
        { value: 'automation.stand_in', label: 'The stand-in of this automation' },
      ],
    },
    { group: 'One person', items: catalogue.all.users.map(({ id, name }) => ({ value: id, label: name })) },
  ];
}

export interface Choosing extends Written {
  name: string;
  shape: Shape;
  schema: Schema;
  fields: readonly Seen[];
  sample: Record<string, string>;
}

/** Written down, or read from a field: one press apart. */
function Either({ shape, fields, sample, ...rest }: Choosing) {
  const cel = celIn(rest.value);
  const [reads, setReads] = useState(cel !== undefined);
  const turned = reads || cel !== undefined;
  const turn = () => {
    setReads(!turned);
    rest.put(undefined);
  };
  const { label, description, error, required, value, put } = rest;
  const input = turned ? (
    <FieldSelect
      label={label}
      {...(description ? { description } : {})}
      error={error}
      required={required}
      fields={fields}
      value={cel ?? null}
      onChange={(path) => put(path ? { cel: path } : undefined)}
      sample={sample}
    />
  ) : (
    <Literal {...rest} shape={shape} fields={fields} sample={sample} value={value} />
  );
  if (!fields.length) return input;
  const words = turned ? `Write “${label}” down instead` : `Read “${label}” from a field instead`;
  return (
    <Group gap={6} wrap="nowrap" align={shape === 'at' && !turned ? 'flex-start' : 'flex-end'}>
      <div style={{ flex: 1, minWidth: 0 }}>{input}</div>
      <Tooltip label={words}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={words}
          onClick={turn}
          mt={shape === 'at' && !turned ? 24 : 0}
        >
          {turned ? <IconPencil size={16} /> : <IconForms size={16} />}
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
