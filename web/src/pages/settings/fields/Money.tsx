// What invoices need: currency, tax, bank account.
import { ActionIcon, Button, Fieldset, Grid, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';
import { currencyChoices } from '../../setup/countries';
import type { Fields } from './fields';

const HALF = { base: 12, sm: 6 };

export function MoneyFields({ fields }: { fields: Fields }) {
  const currencies = useMemo(() => currencyChoices(), []);
  return (
    <Stack gap="md">
      <Select
        {...fields.at('currency')}
        label="Currency"
        description="The one you are usually paid in."
        data={currencies}
        searchable
        limit={40}
        withAsterisk
      />
      <Rates fields={fields} />
      <Grid gap="md">
        <Grid.Col span={HALF}>
          <TextInput
            {...fields.at('vat_id')}
            label="VAT number"
            description="If you have one, like DE123456789."
          />
        </Grid.Col>
        <Grid.Col span={HALF}>
          <TextInput
            {...fields.at('tax_id')}
            label="Tax number"
            description="Needed where there is no VAT number."
          />
        </Grid.Col>
        <Grid.Col span={HALF}>
          <TextInput
            {...fields.at('iban')}
            label="Bank account (IBAN)"
            description="Printed on invoices. You can add it later."
            spellCheck={false}
          />
        </Grid.Col>
        <Grid.Col span={HALF}>
          <TextInput
            {...fields.at('bic')}
            label="Bank (BIC)"
            description="Only if your customers ask for it."
            spellCheck={false}
          />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function Rates({ fields }: { fields: Fields }) {
  const rows = fields.now().tax_rates;
  return (
    <Fieldset legend="Tax rates" radius="lg">
      <Text size="sm" c="dimmed" mb="sm">
        The first is the usual one. Check them with whoever does your taxes; 0 % if you charge none.
      </Text>
      <Stack gap="xs">
        {rows.map((_, row) => (
          // oxlint-disable-next-line react/no-array-index-key -- a row has no name of its own
          <div key={row} className="rate-row">
            <TextInput {...fields.at(`tax_rates.${row}.name`)} label="Name" />
            <TextInput
              {...fields.at(`tax_rates.${row}.percent`)}
              label="Percent"
              inputMode="decimal"
              className="num"
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              disabled={rows.length === 1}
              aria-label={`Remove rate ${row + 1}`}
              onClick={() => fields.remove('tax_rates', row)}
            >
              <IconTrash size={18} stroke={1.7} />
            </ActionIcon>
          </div>
        ))}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            onClick={() => fields.insert('tax_rates', { name: '', percent: '' })}
          >
            Add a rate
          </Button>
        </div>
      </Stack>
    </Fieldset>
  );
}
