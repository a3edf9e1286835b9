// The public holidays of a country and region, by name; those on which work goes on are left out.
import { Checkbox, Fieldset, Group, Select, SimpleGrid, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { components } from '../../../api/schema';
import { useView } from '../../../api/query';
import { useBusiness } from '../../../api/session';
import { ProblemNote } from '../../../ui/ProblemNote';
import { countryChoices } from '../../setup/countries';
import { regionLabel } from '../regions';
import type { Fields } from './fields';

type Holidays = components['schemas']['PublicHolidaysView'];

export function PublicHolidays({ fields }: { fields: Fields }) {
  const region = fields.useValue<string>('holiday_region');
  const countries = useMemo(() => countryChoices(), []);
  const known = useView<Holidays>('/settings/business/public-holidays', {
    query: { region },
    enabled: region !== '',
  });
  const choose = (code: string | null) => {
    fields.set('holiday_region', code ?? '');
    fields.set('worked_holidays', []);
  };
  const regions = known.data?.regions ?? [];
  return (
    <Fieldset legend="Public holidays" radius="lg">
      <Text size="sm" c="dimmed" mb="sm">
        Filled in by themselves, year after year. Nothing falls due on them.
      </Text>
      <Group grow align="flex-start" gap="sm" preventGrowOverflow={false}>
        <Select
          label="Country"
          placeholder="None"
          value={region.slice(0, 2) || null}
          onChange={choose}
          data={countries}
          error={fields.at('holiday_region').error}
          searchable
          clearable
          miw={220}
          nothingFoundMessage="No country of that name"
        />
        {regions.length > 1 ? (
          <Select
            label="Region"
            value={region}
            onChange={choose}
            data={regions.map((value) => ({ value, label: regionLabel(value) }))}
            allowDeselect={false}
            searchable
            miw={220}
          />
        ) : null}
      </Group>
      {known.error ? <ProblemNote problem={known.error} again={() => void known.refetch()} /> : null}
      {region && known.data ? <Coming fields={fields} coming={known.data.coming} /> : null}
    </Fieldset>
  );
}

function Coming({ fields, coming }: { fields: Fields; coming: Holidays['coming'] }) {
  const { locale } = useBusiness();
  const worked = fields.useValue<string[]>('worked_holidays');
  const name = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  if (coming.length === 0)
    return (
      <Text size="sm" mt="sm">
        No public holidays are known there. Add your own days below.
      </Text>
    );
  const close = (day: string, closed: boolean) =>
    fields.set('worked_holidays', closed ? worked.filter((each) => each !== day) : [...worked, day]);
  return (
    <>
      <Text size="sm" mt="md" mb="xs">
        We are closed on these days; take out those on which you work.
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {coming.map(({ on, name: called }) => (
          <Checkbox
            key={on}
            checked={!worked.includes(on)}
            onChange={(event) => close(on, event.currentTarget.checked)}
            label={called}
            description={name.format(new Date(`${on}T00:00:00Z`))}
          />
        ))}
      </SimpleGrid>
    </>
  );
}
