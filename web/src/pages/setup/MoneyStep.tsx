// Step 2: what invoices need: currency, tax, bank account, numbers.
import { Button, Fieldset, Grid, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { StepProps } from './BusinessStep';
import { currencyChoices } from './countries';

export function MoneyStep({ form }: StepProps) {
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  const currencies = useMemo(() => currencyChoices(), []);
  const half = { base: 12, sm: 6 };
  return (
    <Stack gap="md">
      <Select {...field('currency')} label="Currency" description="The one you are usually paid in." data={currencies} searchable limit={40} withAsterisk />
      <Rates form={form} />
      <Grid gap="md">
        <Grid.Col span={half}><TextInput {...field('vat_id')} label="VAT number" description="If you have one, like DE123456789." /></Grid.Col>
        <Grid.Col span={half}><TextInput {...field('tax_id')} label="Tax number" description="As your tax office writes it." /></Grid.Col>
      </Grid>
      <TextInput {...field('iban')} label="Bank account (IBAN)" description="Printed on invoices with a payment code. You can add it later." spellCheck={false} />
      <Numbers form={form} />
    </Stack>
  );
}

function Rates({ form }: StepProps) {
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  const rows = form.getValues().tax_rates;
  return (
    <Fieldset legend="Tax rates" radius="lg">
      <Text size="sm" c="dimmed" mb="sm">
        {rows.length ? 'What your country usually charges. Check it with whoever does your taxes.' : 'None: your invoices show no tax. Add a rate if you charge one.'}
      </Text>
      <Stack gap="xs">
        {rows.map((_, row) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows have no name of their own; the form keys the fields
          <Grid key={row} gap="xs" align="flex-end">
            <Grid.Col span={{ base: 6, sm: 7 }}><TextInput {...field(`tax_rates.${row}.name`)} label="Name" /></Grid.Col>
            <Grid.Col span={{ base: 3, sm: 2 }}><TextInput {...field(`tax_rates.${row}.percent`)} label="Percent" inputMode="decimal" className="num" /></Grid.Col>
            <Grid.Col span={3}><Button variant="subtle" color="gray" fullWidth px={4} aria-label={`Remove rate ${row + 1}`} onClick={() => form.removeListItem('tax_rates', row)}>Remove</Button></Grid.Col>
          </Grid>
        ))}
        <div><Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={() => form.insertListItem('tax_rates', { name: '', percent: '' })}>Add a rate</Button></div>
      </Stack>
    </Fieldset>
  );
}

function Numbers({ form }: StepProps) {
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <TextInput {...field('numbers.invoice_prefix')} label="Invoice numbers begin with" description="Letters before the number; may be empty." />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <TextInput {...field('numbers.invoice_start')} label="Next invoice number" description="Go on from your last one. Numbers have no gaps." inputMode="numeric" className="num" withAsterisk />
      </Grid.Col>
    </Grid>
  );
}
