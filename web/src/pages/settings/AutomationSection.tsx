// Settings: how often automations may write to one person, and when a second person reads a version first.
import { Fieldset, NumberInput, Paper, Radio, Stack, Text, TextInput } from '@mantine/core';
import { call } from '../../api/call';
import { useView } from '../../api/query';
import { useBusiness, useMay } from '../../api/session';
import type { Money } from '../../api/views';
import { ProblemNote } from '../../ui/ProblemNote';
import { SaveBar } from '../../ui/SaveBar';
import { WaitingLines } from '../../ui/Waiting';
import { readAmount, writeAmount } from '../../ui/amount';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';

interface Kept {
  messages_a_day: number;
  four_eyes: 'never' | 'risky' | 'always';
}

interface Seen extends Kept {
  /** What one person wants it lowered to, and a second one not yet. */
  asked_for: Kept['four_eyes'] | null;
  hour_cost: Money | null;
}

/** The amount as it is typed; empty: nobody says. */
interface Typed extends Kept {
  hour: string;
}

const VERB = 'automation.change_settings';
const FOUR_EYES: { value: Kept['four_eyes']; label: string; description: string }[] = [
  {
    value: 'risky',
    label: 'Where it could do harm to many',
    description:
      'What may write to many people, touches money or calls other systems, if there is a second person to ask.',
  },
  {
    value: 'always',
    label: 'Always',
    description:
      'Every version, whatever it does. Who works alone can then take nothing of their own out of practice.',
  },
  { value: 'never', label: 'Never', description: 'Whoever publishes decides alone.' },
];

export function AutomationSection() {
  const seen = useView<Seen>('/automations/settings', { nouns: ['setting', 'automation'] });
  if (seen.error && !seen.data) return <ProblemNote problem={seen.error} again={() => void seen.refetch()} />;
  if (!seen.data) return <WaitingLines count={6} />;
  return <Rules key={JSON.stringify(seen.data)} kept={seen.data} />;
}

function Rules({ kept }: { kept: Seen }) {
  const { asked_for: asked, hour_cost: cost, messages_a_day: day, four_eyes: eyes } = kept;
  const may = useMay(VERB);
  const { currency } = useBusiness();
  const { form, busy, problem, submit } = useCommandForm<Typed>({
    initial: {
      messages_a_day: day,
      four_eyes: eyes,
      hour: cost?.currency === currency ? writeAmount(cost) : '',
    },
    check: ({ messages_a_day: many, hour }) => ({
      messages_a_day:
        Number.isInteger(many) && many >= 1 ? null : 'At least one. To send nothing, stop the automations.',
      hour:
        !hour.trim() || readAmount(hour, currency) ? null : 'An amount, like 45.00; empty if you do not say.',
    }),
    place: (path) => (path === 'hour_minor' ? 'hour' : path),
    send: async ({ hour, ...typed }) => {
      const minor = hour.trim() ? (readAmount(hour, currency)?.minor ?? 0) : 0;
      const { answer, undo } = await call<Seen>(VERB, { ...typed, hour_minor: minor });
      const waits = answer.four_eyes !== typed.four_eyes;
      say(waits ? 'Saved. Fewer eyes hold once a second person chooses it too' : 'Automations saved', undo);
    },
  });
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <form onSubmit={submit} noValidate>
        <Fieldset variant="unstyled" disabled={!may} p={0}>
          <Stack gap="lg">
            <NumberInput
              key={form.key('messages_a_day')}
              {...form.getInputProps('messages_a_day')}
              label="Messages to one person a day"
              description="From all automations together, counted by that person’s day. What is over it waits, and what comes of an automation that matters more goes first. Proposals, invoices and other business mail do not count."
              min={1}
              max={50}
              allowDecimal={false}
              clampBehavior="none"
              inputMode="numeric"
            />
            <Radio.Group
              key={form.key('four_eyes')}
              {...form.getInputProps('four_eyes')}
              label="A second person reads a new version before it acts"
              description="Until they say yes, the version in use goes on. In practice nothing acts, so nobody is asked."
            >
              <Stack gap="sm" mt="sm">
                {FOUR_EYES.map((choice) => (
                  <Radio key={choice.value} {...choice} disabled={!may} />
                ))}
              </Stack>
            </Radio.Group>
            <TextInput
              key={form.key('hour')}
              {...form.getInputProps('hour')}
              label={`What an hour of work costs, in ${currency}`}
              description="With wages and all that comes on top. The hours automations save are shown in money by it; left empty, they stay hours."
              inputMode="decimal"
              autoComplete="off"
            />
            {asked && (
              <Text size="sm" role="note">
                Somebody has asked for “{FOUR_EYES.find((choice) => choice.value === asked)?.label}”. It holds
                once a second person chooses it here too.
              </Text>
            )}
            <SaveBar may={may} busy={busy} problem={problem} />
          </Stack>
        </Fieldset>
      </form>
    </Paper>
  );
}
