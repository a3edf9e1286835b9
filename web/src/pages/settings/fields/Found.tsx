// Where customers find and reach the business.
import { Stack, TextInput } from '@mantine/core';
import type { Fields } from './fields';

export function FoundFields({ fields }: { fields: Fields }) {
  return (
    <Stack gap="md">
      <TextInput
        {...fields.at('email')}
        label="Email for customers"
        description="Like hello@your-business.com. The mail server itself is connected in the settings."
        type="email"
        inputMode="email"
      />
      <TextInput
        {...fields.at('website')}
        label="Website"
        description="Like https://your-business.com"
        type="url"
        inputMode="url"
      />
      <TextInput
        {...fields.at('privacy_url')}
        label="Privacy page"
        description="Its address stands under every form and mail."
        type="url"
        inputMode="url"
      />
    </Stack>
  );
}
