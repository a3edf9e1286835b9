// Settings: when invoices are due, when customers are reminded, and what stands on every invoice.
import { Divider, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { BillingSettings } from '../../api/billing';
import { SettingsForm } from './SettingsForm';

interface Typed {
  terms_days: string;
  remind_before_days: string;
  reminder_days: string;
  intro: string;
  closing: string;
  tax_note: string;
}

const days = (text: string) => (/^\s*\d{1,3}\s*$/.test(text) ? Number(text) : null);
const list = (text: string) =>
  text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map((one) => days(one));

function toForm(kept: BillingSettings): Typed {
  return {
    terms_days: String(kept.terms_days),
    remind_before_days: String(kept.remind_before_days),
    reminder_days: kept.reminder_days.join(', '),
    intro: kept.intro ?? '',
    closing: kept.closing ?? '',
    tax_note: kept.tax_note ?? '',
  };
}

function toSettings(typed: Typed): BillingSettings {
  return {
    terms_days: days(typed.terms_days) ?? 0,
    remind_before_days: days(typed.remind_before_days) ?? 0,
    reminder_days: list(typed.reminder_days).map((one) => one ?? 0),
    intro: typed.intro.trim() || null,
    closing: typed.closing.trim() || null,
    tax_note: typed.tax_note.trim() || null,
  };
}

const WHOLE = 'Write a whole number of days.';

function check(typed: Typed) {
  return {
    terms_days: days(typed.terms_days) === null ? WHOLE : null,
    remind_before_days: days(typed.remind_before_days) === null ? WHOLE : null,
    reminder_days: list(typed.reminder_days).includes(null) ? 'Write days like 3, 10, 20.' : null,
  };
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
            <Divider label="Reminders" labelPosition="left" />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
              <TextInput
                {...at('remind_before_days')}
                label="Friendly reminder, days before it is due"
                inputMode="numeric"
              />
              <TextInput
                {...at('reminder_days')}
                label="Reminders, days after it was due"
                description="Up to three, such as 3, 10, 20."
                inputMode="text"
              />
            </SimpleGrid>
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
