// The fields of a form in their order, and a menu of what can be asked.
import { Alert, Button, Menu, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { FieldCard } from './FieldCard';
import {
  KIND_WORDS,
  knownField,
  moved,
  newField,
  SOURCES,
  WELL_KNOWN,
  type Field,
  type FormSpec,
  type Kind,
} from './spec';

interface Fields {
  spec: FormSpec;
  language: string;
  /** Ids that were published. */
  published: ReadonlySet<string>;
  errors: Record<string, string>;
  change: (fields: Field[]) => void;
}

export function FieldList({ spec: { fields, languages }, language, published, errors, change }: Fields) {
  const below = (at: number) => {
    const prefix = `fields.${at}.`;
    const own = Object.entries(errors).filter(([path]) => path.startsWith(prefix));
    return Object.fromEntries(own.map(([path, text]) => [path.slice(prefix.length), text]));
  };
  return (
    <>
      {errors['fields'] ? (
        <Alert color="red" variant="light" role="alert">
          {errors['fields']}
        </Alert>
      ) : null}
      <Stack gap="sm" component="ol" p={0} m={0} aria-label="Fields">
        {fields.map((field, at) => (
          <FieldCard
            // oxlint-disable-next-line react/no-array-index-key -- the id follows the question while it is typed
            key={at}
            field={field}
            place={at}
            last={at === fields.length - 1}
            language={language}
            fixed={published.has(field.id)}
            taken={fields}
            errors={below(at)}
            change={(next) => change(fields.map((each, place) => (place === at ? next : each)))}
            move={(by) => change(moved(fields, at, by))}
            remove={() => change(fields.filter((_, place) => place !== at))}
          />
        ))}
      </Stack>
      <AddField fields={fields} languages={languages} add={(field) => change([...fields, field])} />
    </>
  );
}

interface Adding {
  fields: readonly Field[];
  languages: readonly string[];
  add: (field: Field) => void;
}

const OWN: readonly Kind[] = ['text', 'long_text', 'select', 'money', 'email', 'phone'];

function AddField({ fields, languages, add }: Adding) {
  const free = (id: string) => !fields.some((field) => field.id === id);
  const known = WELL_KNOWN.filter(({ id }) => free(id));
  const source = SOURCES.find(free);
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={16} />} style={{ alignSelf: 'flex-start' }}>
          Add a field
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {known.length ? <Menu.Label>Becomes the contact</Menu.Label> : null}
        {known.map((offer) => (
          <Menu.Item key={offer.id} onClick={() => add(knownField(offer, languages))}>
            {offer.words}
          </Menu.Item>
        ))}
        <Menu.Label>Your own question</Menu.Label>
        {OWN.map((kind) => (
          <Menu.Item key={kind} onClick={() => add(newField(kind, fields))}>
            {KIND_WORDS[kind]}
          </Menu.Item>
        ))}
        {source ? (
          <>
            <Menu.Label>Where they came from</Menu.Label>
            <Menu.Item onClick={() => add(newField('hidden', fields, source))}>{KIND_WORDS.hidden}</Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
