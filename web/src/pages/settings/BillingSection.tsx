// Settings: when invoices are due, and what stands on every one of them.
import { Anchor, Divider, Text, Textarea, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { BillingSettings } from '../../api/billing';
import { SettingsForm } from './SettingsForm';

type Words = 'intro' | 'closing' | 'tax_note';
type Typed = Omit<BillingSettings, 'terms_days' | Words> & Record<'terms_days' | Words, string>;

const days = (text: string) => (/^\s*\d{1,3}\s*$/.test(text) ? Number(text) : null);

function toForm(kept: BillingSettings): Typed {
  return {
    ...kept,
    terms_days: String(kept.terms_days),
    intro: kept.intro ?? '',
    closing: kept.closing ?? '',
    tax_note: kept.tax_note ?? '',
  };
}

function toSettings(typed: Typed): BillingSettings {
  return {
    ...typed,
    terms_days: days(typed.terms_days) ?? 0,
    intro: typed.intro.trim() || null,
    closing: typed.closing.trim() || null,
    tax_note: typed.tax_note.trim() || null,
  };
}

function check(typed: Typed) {
  return { terms_days: days(typed.terms_days) === null ? 'Write a whole number of days.' : null };
}

export function BillingSection() {
  return (
    <SettingsForm<BillingSettings, Typed>
      path="/settings/billing"
      verb="billing.change"
      toForm={toForm}
      toSettings={toSettings}
      check={check}
      done="Billing saved"
    >
      {(form) => {
        const at = (path: keyof Typed) => ({ key: form.key(path), ...form.getInputProps(path) });
        return (
          <>
            <TextInput
              {...at('terms_days')}
              label="Invoices are due after days"
              inputMode="numeric"
              maw={260}
            />
            <Text size="sm">
              Customers are reminded by the automation “payment-reminders”: the days stand there.{' '}
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
