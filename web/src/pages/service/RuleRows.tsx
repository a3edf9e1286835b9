// The rules of a service as rows: if this holds, then that, because. The first that holds proposes.
import { Code, Group, Paper, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useApprovedTexts } from '../lead/approved';
import { AddRow, RowTools } from './QuestionRows';
import { EMPTY_RULE, idOf, type Does, type Draft } from './draft';

const DOES: { value: Does; label: string }[] = [
  { value: 'qualify', label: 'Qualify' },
  { value: 'nurture', label: 'Nurture' },
  { value: 'decline', label: 'Decline' },
  { value: 'ask', label: 'Ask' },
];

interface Rows {
  form: UseFormReturnType<Draft>;
  readOnly: boolean;
}

export function RuleRows({ form, readOnly }: Rows) {
  const { rules } = form.getValues();
  return (
    <Stack gap="sm">
      <Help form={form} />
      {rules.map((row, at) => (
        <Row key={form.key(`rules.${at}`)} form={form} at={at} readOnly={readOnly} does={row.does} />
      ))}
      {readOnly ? null : <AddRow add={() => form.insertListItem('rules', EMPTY_RULE)}>Add a rule</AddRow>}
    </Stack>
  );
}

/** In plain words, with the names this very service has. */
function Help({ form }: { form: UseFormReturnType<Draft> }) {
  const names = form.getValues().questions.map(({ id, text }) => `answers.${id || idOf(text) || '…'}`);
  const first = names[0] ?? 'answers.need';
  return (
    <Text size="sm" c="dimmed" component="div">
      Read from the top; the first that holds proposes, with its reason. A condition speaks of{' '}
      {names.map((name) => (
        <span key={name}>
          <Code>{name}</Code>{' '}
        </span>
      ))}
      <Code>contact.email</Code> <Code>contact.phone</Code> <Code>contact.company</Code>{' '}
      <Code>source.channel</Code> <Code>source.utm_source</Code>. What may be empty is asked for first:{' '}
      <Code>has({first})</Code>. Join with <Code>&amp;&amp;</Code> (and), <Code>||</Code> (or), <Code>!</Code>{' '}
      (not); words stand in quotes: <Code>source.channel == &quot;referral&quot;</Code>.
    </Text>
  );
}

interface LetterField {
  now: string;
  readOnly: boolean;
  onChange?: (slug: string) => void;
}

/** The message they get; one that was retired since stays in view, for the server to name. */
function Letter({ now, onChange, ...field }: LetterField) {
  const approved = useApprovedTexts();
  return (
    <Select
      {...field}
      label="Message"
      placeholder="None"
      data={now && !approved.includes(now) ? [...approved, now] : approved}
      onChange={(slug) => onChange?.(slug ?? '')}
      searchable
      clearable
      nothingFoundMessage="No approved text of that name."
      w={220}
    />
  );
}

function Row({ form, at, readOnly, does: first }: Rows & { at: number; does: Does }) {
  const [does, setDoes] = useState(first);
  const path = (name: string) => `rules.${at}.${name}`;
  const field = (name: string) => ({
    key: form.key(path(name)),
    ...form.getInputProps(path(name)),
    readOnly,
  });
  const doesProps = field('does');
  const asked = form.getValues().questions.map(({ id, text }) => ({ value: id || idOf(text), label: text }));
  return (
    <Paper p="sm" radius="md">
      <Textarea
        {...field('if')}
        label={`If (rule ${at + 1})`}
        autosize
        minRows={1}
        spellCheck={false}
        autoCapitalize="off"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
      />
      <Group gap="sm" mt="xs" align="flex-start">
        <Select
          {...doesProps}
          label="Then"
          data={DOES}
          allowDeselect={false}
          w={130}
          onChange={(next) => {
            doesProps.onChange(next);
            setDoes(next as Does);
          }}
        />
        {does === 'nurture' ? <TextInput {...field('days')} label="Days" inputMode="numeric" w={90} /> : null}
        {does === 'decline' ? (
          <Letter {...field('template')} now={form.getValues().rules[at]?.template ?? ''} />
        ) : null}
        {does === 'ask' ? (
          <Select
            {...field('question')}
            label="Question"
            data={asked.filter(({ value }) => value)}
            allowDeselect={false}
            w={220}
          />
        ) : null}
        <TextInput {...field('reason')} label="Because" style={{ flex: '1 1 220px' }} />
      </Group>
      {readOnly ? null : (
        <Group justify="flex-end" mt="xs">
          <RowTools form={form} list="rules" at={at} />
        </Group>
      )}
    </Paper>
  );
}
