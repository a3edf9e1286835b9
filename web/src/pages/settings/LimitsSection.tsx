// Settings: how often customers, staff and other programs may ask before they are told to wait.
import { Alert, Grid, Stack, Text, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { nounOfKind } from '../../api/nouns';
import { useView } from '../../api/query';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { SettingsForm } from './SettingsForm';
import {
  CLASSES,
  toForm,
  toSettings,
  trouble,
  type Limits,
  type Rate,
  type Rates,
  type Typed,
} from './limits';

const PATH = '/settings/limits';
const VERB = 'limits.change';

export function LimitsSection() {
  const seen = useView<Limits>(PATH, { nouns: ['setting', nounOfKind(VERB)] });
  if (seen.error && !seen.data) return <ProblemNote problem={seen.error} again={() => void seen.refetch()} />;
  if (!seen.data) return <WaitingLines count={8} />;
  const { usual } = seen.data;
  return (
    <SettingsForm<Rates, Typed>
      path={PATH}
      verb={VERB}
      toForm={(kept) => toForm(kept, usual)}
      toSettings={(typed) => toSettings(typed, usual)}
      place={(path) => `rates.${path}`}
      check={trouble}
      done="Limits saved"
    >
      {(form) => (
        <Stack gap="xl">
          <Alert variant="light" color="gray">
            <Text size="sm">
              Whoever asks more often is told how long to wait. A change holds within five seconds. Raise a
              limit when people who mean well are turned away.
            </Text>
          </Alert>
          {CLASSES.map((one) => (
            <One key={one.key} form={form} of={one} usual={usual[one.key]} />
          ))}
        </Stack>
      )}
    </SettingsForm>
  );
}

interface One {
  form: UseFormReturnType<Typed>;
  of: (typeof CLASSES)[number];
  usual: Rate | undefined;
}

function One({ form, of: { key, label, hint }, usual }: One) {
  const field = (name: keyof Rate, words: string) => (
    <Grid.Col span={{ base: 12, xs: 6 }}>
      <TextInput
        key={form.key(`rates.${key}.${name}`)}
        {...form.getInputProps(`rates.${key}.${name}`)}
        label={words}
        aria-label={`${words}: ${label}`}
        description={usual ? `Usually ${usual[name].toLocaleString()}` : null}
        inputMode="numeric"
        className="num"
      />
    </Grid.Col>
  );
  return (
    <section>
      <Title order={2} mb={4}>
        {label}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {hint}
      </Text>
      <Grid gap="md">
        {field('burst', 'At once')}
        {field('per_minute', 'Then a minute')}
      </Grid>
    </section>
  );
}
