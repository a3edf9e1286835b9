// Settings: when invoices are due, when customers are reminded and by which words, and what stands on every one.
import { Anchor, Divider, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { BillingSettings } from '../../api/billing';
import { useList } from '../../api/query';
import type { TemplateView } from '../template/text';
import { daysIn, LEVELS, toForm, toSettings, trouble, type Typed } from './reminding';
import { SettingsForm } from './SettingsForm';

export function BillingSection() {
  return (
    <SettingsForm<BillingSettings, Typed>
      path="/settings/billing"
      verb="billing.change"
      toForm={toForm}
      toSettings={toSettings}
      check={trouble}
      place={(path) => (path === 'reminder_days' ? 'reminder_1' : path)}
      done="Billing saved"
    >
      {(form) => {
        const at = (path: keyof Typed) => ({ key: form.key(path), ...form.getInputProps(path) });
        return (
          <>
            <TextInput {...at('terms_days')} label="Invoices are due after days" {...daysIn} />
            <Divider label="Reminders" labelPosition="left" />
            <Text size="sm">
              They leave at ten in the morning, in business hours. A change moves the reminders of invoices
              that are open; one whose new day is over is left out. Nothing leaves while a promise or a
              dispute is noted.
            </Text>
            {LEVELS.map((level) => (
              <Reminder key={level.field} level={level} input={at(level.field)} />
            ))}
            <TextInput
              {...at('call_after_days')}
              label="Business days after the last reminder, then somebody calls"
              description="The owner of the invoice gets a task."
              {...daysIn}
            />
            <Text size="sm">
              The automation “payment-reminders” reads these days.{' '}
              <Anchor component={Link} to="/automations" size="sm" underline="always">
                Automations
              </Anchor>
            </Text>
            <Divider label="On every invoice" labelPosition="left" />
            <Textarea {...at('intro')} label="Before the lines" autosize minRows={2} />
            <Textarea {...at('closing')} label="After the total" autosize minRows={2} />
            <Textarea
              {...at('tax_note')}
              label="Where no tax is charged"
              description="The legal sentence, such as reverse charge or an exemption."
              autosize
              minRows={2}
            />
          </>
        );
      }}
    </SettingsForm>
  );
}

interface ReminderProps {
  level: (typeof LEVELS)[number];
  input: object;
}

/** One level: its days, and the way to its text. */
function Reminder({ level, input }: ReminderProps) {
  return (
    <Stack gap={4}>
      <TextInput {...input} label={level.label} description={level.hint} {...daysIn} />
      <Words slug={level.template} />
    </Stack>
  );
}

/** The way to its text, one in each language. */
function Words({ slug }: { slug: string }) {
  const { rows } = useList<TemplateView>('/templates');
  const texts = rows.filter((template) => template.slug === slug);
  if (texts.length === 0) return null;
  return (
    <Group gap={6}>
      <Text size="sm" c="dimmed">
        Its text:
      </Text>
      {texts.map((text) => (
        <Anchor key={text.id} component={Link} to={`/templates/${text.id}`} size="sm" underline="always">
          {text.slug} ({text.language})
        </Anchor>
      ))}
    </Group>
  );
}
