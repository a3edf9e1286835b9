// Who the business is to customers and to the law, and where.
import { Grid, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { countryChoices } from '../../setup/countries';
import { localeChoices } from '../../setup/guess';
import type { Fields } from './fields';

interface Identity {
  fields: Fields;
  /** What else follows from the country, where nothing was said yet. */
  onCountry?: (code: string) => void;
  first?: boolean;
}

export function Identity({ fields, onCountry, first }: Identity) {
  const countries = useMemo(() => countryChoices(), []);
  const country = fields.at('address.country');
  const choose = (code: string | null) => {
    country.onChange(code ?? '');
    if (code) onCountry?.(code);
  };
  return (
    <Stack gap="md">
      <TextInput
        {...fields.at('name')}
        label="Name of the business"
        description="As customers know it: on forms, in mails, on invoices."
        autoComplete="organization"
        autoFocus={first}
        withAsterisk
      />
      <TextInput
        {...fields.at('legal_name')}
        label="Legal name"
        description="Only if it differs, for example with Ltd. or GmbH. It stands on contracts and invoices."
      />
      <Select
        {...country}
        onChange={choose}
        label="Country"
        description={first ? 'Currency and tax rates follow from it; you can change them next.' : undefined}
        data={countries}
        searchable
        withAsterisk
        autoComplete="country"
        nothingFoundMessage="No country of that name"
      />
      <TextInput
        {...fields.at('address.street')}
        label="Street and number"
        autoComplete="street-address"
        withAsterisk
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 5, sm: 4 }}>
          <TextInput {...fields.at('address.postal_code')} label="Postal code" autoComplete="postal-code" />
        </Grid.Col>
        <Grid.Col span={{ base: 7, sm: 8 }}>
          <TextInput {...fields.at('address.city')} label="Town" autoComplete="address-level2" withAsterisk />
        </Grid.Col>
      </Grid>
      <TextInput
        {...fields.at('address.region')}
        label="State or province"
        description="Where your country has them."
        autoComplete="address-level1"
      />
      <Places fields={fields} />
    </Stack>
  );
}

function Places({ fields }: { fields: Fields }) {
  const { locale, zone, address } = fields.now();
  const zones = useMemo(() => [...new Set([zone, ...Intl.supportedValuesOf('timeZone')])], [zone]);
  const locales = useMemo(
    () => localeChoices(locale, navigator.language, address.country),
    [locale, address.country],
  );
  return (
    <Group grow align="flex-start" preventGrowOverflow={false}>
      <Select
        {...fields.at('zone')}
        label="Time zone"
        description="Business hours and reminders follow it."
        data={zones.filter(Boolean).map((each) => ({ value: each, label: each.replaceAll('_', ' ') }))}
        searchable
        limit={60}
        withAsterisk
        miw={220}
      />
      <Select
        {...fields.at('locale')}
        label="Dates and amounts"
        description="How they are written."
        data={locales}
        withAsterisk
        miw={220}
        allowDeselect={false}
      />
    </Group>
  );
}
