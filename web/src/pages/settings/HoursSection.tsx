// Settings: business hours, holidays, and the hours in which nobody is written to.
import { Button, Checkbox, Fieldset, Group, Pill, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useBusiness } from '../../api/session';
import {
  checkHours,
  placeDetails,
  toDetails,
  toForm,
  under,
  type BusinessForm,
  type Details,
} from './details';
import { fieldsOf, type Fields } from './fields/fields';
import { HoursFields } from './fields/Hours';
import { PublicHolidays } from './fields/PublicHolidays';
import { SettingsForm } from './SettingsForm';

interface Typed {
  business: BusinessForm;
}

export function HoursSection() {
  return (
    <SettingsForm<Details, Typed>
      path="/settings/business"
      verb="business.change"
      toForm={(kept) => ({ business: toForm(kept) })}
      toSettings={({ business }) => toDetails(business)}
      place={(path) => `business.${placeDetails(path)}`}
      check={({ business }) => under('business', checkHours(business))}
      done="Hours saved"
    >
      {(form) => {
        const fields = fieldsOf(form);
        return (
          <>
            <HoursFields fields={fields} />
            <PublicHolidays fields={fields} />
            <Holidays fields={fields} />
            <Quiet fields={fields} />
          </>
        );
      }}
    </SettingsForm>
  );
}

function Holidays({ fields }: { fields: Fields }) {
  const [day, setDay] = useState('');
  const { locale } = useBusiness();
  const days = fields.now().holidays;
  const name = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  const add = () => {
    if (day && !days.includes(day)) fields.insert('holidays', day);
    setDay('');
  };
  return (
    <Fieldset legend="Days of our own" radius="lg">
      <Text size="sm" c="dimmed" mb="sm">
        Days on which nobody works, whatever the week says. Nothing falls due on them.
      </Text>
      <Group align="flex-end" gap="sm" mb={days.length ? 'sm' : 0}>
        <TextInput
          label="Day"
          type="date"
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
          error={fields.at('holidays').error}
        />
        <Button variant="default" disabled={!day} onClick={add}>
          Add
        </Button>
      </Group>
      <Group gap={6} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {days.map((each, index) => (
          <li key={each}>
            <Pill
              size="lg"
              withRemoveButton
              onRemove={() => fields.remove('holidays', index)}
              removeButtonProps={{ 'aria-label': `Remove ${each}`, 'tabIndex': 0, 'aria-hidden': false }}
            >
              {name.format(new Date(`${each}T00:00:00Z`))}
            </Pill>
          </li>
        ))}
      </Group>
    </Fieldset>
  );
}

function Quiet({ fields }: { fields: Fields }) {
  const on = fields.useValue<boolean>('quiet.on');
  return (
    <Fieldset legend="Quiet hours" radius="lg">
      <Stack gap="sm">
        <Checkbox
          {...fields.check('quiet.on')}
          label="No automation writes to people at night"
          description="On their own clock, where we know it. What waits leaves in the morning."
        />
        {on ? (
          <Group align="flex-start" gap="sm">
            <TextInput {...fields.at('quiet.from')} type="time" label="From" className="num" />
            <TextInput {...fields.at('quiet.to')} type="time" label="Until" className="num" />
          </Group>
        ) : null}
      </Stack>
    </Fieldset>
  );
}
