// Settings: who the business is, its taxes and bank, where customers find it.
import { Divider } from '@mantine/core';
import {
  checkRates,
  placeDetails,
  toDetails,
  toForm,
  under,
  type BusinessForm,
  type Details,
} from './details';
import { fieldsOf } from './fields/fields';
import { FoundFields } from './fields/Found';
import { Identity } from './fields/Identity';
import { MoneyFields } from './fields/Money';
import { SettingsForm } from './SettingsForm';

interface Typed {
  business: BusinessForm;
}

export function BusinessSection() {
  return (
    <SettingsForm<Details, Typed>
      path="/settings/business"
      verb="business.change"
      toForm={(kept) => ({ business: toForm(kept) })}
      toSettings={({ business }) => toDetails(business)}
      place={(path) => `business.${placeDetails(path)}`}
      check={({ business }) => under('business', checkRates(business))}
      done="Business saved"
    >
      {(form) => {
        const fields = fieldsOf(form);
        return (
          <>
            <Identity fields={fields} />
            <Divider label="Money" labelPosition="left" />
            <MoneyFields fields={fields} />
            <Divider label="Where customers find you" labelPosition="left" />
            <FoundFields fields={fields} />
          </>
        );
      }}
    </SettingsForm>
  );
}
