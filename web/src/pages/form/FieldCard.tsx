// One field of a form: what it asks, in which kind, and its place. Alt with an arrow moves it.
import {
  ActionIcon,
  Badge,
  Button,
  Checkbox,
  Grid,
  Group,
  Paper,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import {
  freeId,
  idOf,
  KIND_WORDS,
  SOURCES,
  WELL_KNOWN,
  withText,
  type Choice,
  type Field,
  type Kind,
} from './spec';

interface Card {
  field: Field;
  place: number;
  last: boolean;
  language: string;
  /** Published before: its id stays. */
  fixed: boolean;
  taken: readonly Field[];
  /** Of the server, by path below the field. */
  errors: Record<string, string>;
  change: (field: Field) => void;
  move: (by: -1 | 1) => void;
  remove: () => void;
}

const KINDS = (Object.keys(KIND_WORDS) as Kind[])
  .filter((kind) => kind !== 'hidden')
  .map((value) => ({ value, label: KIND_WORDS[value] }));

export function FieldCard(card: Card) {
  const { field, place, last, move, remove } = card;
  const known = WELL_KNOWN.some(({ id }) => id === field.id);
  const name = Object.values(field.label)[0] ?? field.id;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (!event.altKey || !by) return;
    event.preventDefault();
    move(by);
  };
  return (
    <Paper
      p="md"
      component="li"
      aria-label={`Field ${place + 1}: ${name}`}
      onKeyDown={onKeyDown}
      style={{ listStyle: 'none' }}
    >
      <Group justify="space-between" mb="sm" wrap="nowrap" gap="xs">
        <Group gap={8}>
          <Text size="sm" c="dimmed" className="num">
            {place + 1}
          </Text>
          <Badge variant="light" color="gray">
            {field.kind === 'hidden'
              ? KIND_WORDS.hidden
              : known
                ? 'Becomes the contact'
                : `Answer “${field.id}”`}
          </Badge>
        </Group>
        <Group gap={2} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            disabled={place === 0}
            onClick={() => move(-1)}
            aria-label={`Move ${name} up`}
          >
            <IconArrowUp size={17} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            disabled={last}
            onClick={() => move(1)}
            aria-label={`Move ${name} down`}
          >
            <IconArrowDown size={17} />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" size={32} onClick={remove} aria-label={`Remove ${name}`}>
            <IconTrash size={17} />
          </ActionIcon>
        </Group>
      </Group>
      {field.kind === 'hidden' ? <Hidden {...card} /> : <Asked {...card} known={known} />}
    </Paper>
  );
}

function Hidden({ field, fixed, errors, taken, change }: Card) {
  return (
    <Select
      label="Taken from the address as"
      description="?utm_source=… on the page that shows the form."
      data={SOURCES.filter((id) => id === field.id || !taken.some((other) => other.id === id))}
      value={field.id}
      onChange={(id) => id && change({ ...field, id })}
      disabled={fixed}
      error={errors['id']}
      maw={320}
      allowDeselect={false}
    />
  );
}

function Asked({ field, language, fixed, known, taken, errors, change }: Card & { known: boolean }) {
  const label = (words: string) => {
    const next = { ...field, label: withText(field.label, language, words) };
    const others = taken.filter((other) => other !== field);
    const loose =
      !fixed && !known && (/^field(_\d+)?$/.test(field.id) || field.id === idOf(field.label[language] ?? ''));
    change(loose ? { ...next, id: freeId(idOf(words) || 'field', others) } : next);
  };
  return (
    <Grid gap="sm">
      <Grid.Col span={{ base: 12, sm: 8 }}>
        <TextInput
          label="Question"
          value={field.label[language] ?? ''}
          onChange={(event) => label(event.currentTarget.value)}
          placeholder={Object.values(field.label)[0] ?? ''}
          error={errors['id'] ?? errors['label']}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 4 }}>
        <Select
          label="Kind"
          data={KINDS}
          value={field.kind}
          disabled={known}
          allowDeselect={false}
          onChange={(kind) => kind && change(ofKind(field, kind as Kind))}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 8 }}>
        <TextInput
          label="Help below it"
          value={field.help[language] ?? ''}
          onChange={(event) =>
            change({ ...field, help: withText(field.help, language, event.currentTarget.value) })
          }
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 4 }} style={{ alignSelf: 'end', paddingBottom: 14 }}>
        <Checkbox
          label="Must be answered"
          checked={field.required}
          onChange={(event) => change({ ...field, required: event.currentTarget.checked })}
        />
      </Grid.Col>
      {field.kind === 'select' ? (
        <Grid.Col span={12}>
          <Options field={field} language={language} error={errors['options']} change={change} />
        </Grid.Col>
      ) : null}
    </Grid>
  );
}

function ofKind(field: Field, kind: Kind): Field {
  const options =
    kind === 'select' ? (field.options.length ? field.options : [{ id: 'option_1', label: {} }]) : [];
  return { ...field, kind, options };
}

interface OptionsOf {
  field: Field;
  language: string;
  error: string | undefined;
  change: (field: Field) => void;
}

function Options({ field, language, error, change }: OptionsOf) {
  const set = (options: Choice[]) => change({ ...field, options });
  const rename = (at: number, words: string) => {
    set(field.options.map((each, place) => (place === at ? named(each, at, words) : each)));
  };
  const named = (each: Choice, at: number, words: string): Choice => {
    const others = field.options.filter((_, place) => place !== at);
    const loose = /^option_\d+$/.test(each.id) || each.id === idOf(each.label[language] ?? '');
    const label = withText(each.label, language, words);
    return loose ? { id: freeId(idOf(words) || `option_${at + 1}`, others), label } : { ...each, label };
  };
  return (
    <Stack gap={6} role="group" aria-label="Choices">
      <Text size="sm" fw={500}>
        Choices
      </Text>
      {field.options.map((option, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- its id changes while it is typed
        <Group key={at} gap={6} wrap="nowrap">
          <TextInput
            aria-label={`Choice ${at + 1}`}
            value={option.label[language] ?? ''}
            placeholder={Object.values(option.label)[0] ?? `Choice ${at + 1}`}
            onChange={(event) => rename(at, event.currentTarget.value)}
            style={{ flex: 1, maxWidth: 420 }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            disabled={field.options.length === 1}
            aria-label={`Remove choice ${at + 1}`}
            onClick={() => set(field.options.filter((_, place) => place !== at))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      {error ? (
        <Text size="sm" c="var(--mantine-color-error)">
          {error}
        </Text>
      ) : null}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            set([
              ...field.options,
              { id: freeId(`option_${field.options.length + 1}`, field.options), label: {} },
            ])
          }
        >
          Add a choice
        </Button>
      </div>
    </Stack>
  );
}
