// Step 3: when people work, and in whose name mail goes out.
import { Checkbox, Fieldset, Grid, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { StepProps } from './BusinessStep';

const nameOf = (day: string) => day.charAt(0).toUpperCase() + day.slice(1);

export function HoursStep({ form }: StepProps) {
  return (
    <Stack gap="md">
      <Fieldset legend="Business hours" radius="lg">
        <Text size="sm" c="dimmed" mb="sm">Inquiries are answered at any hour. Tasks for people fall due within these.</Text>
        <Stack gap={6}>{form.getValues().business_hours.map(({ day }, row) => <Day key={day} form={form} row={row} day={day} />)}</Stack>
      </Fieldset>
      <Sender form={form} />
    </Stack>
  );
}

function Day({ form, row, day }: StepProps & { row: number; day: string }) {
  const at = (name: string) => `business_hours.${row}.${name}`;
  const field = (name: string) => ({ key: form.key(at(name)), ...form.getInputProps(at(name)) });
  const [open, setOpen] = useState(form.getValues().business_hours[row]?.open ?? false);
  form.watch(`business_hours.${row}.open`, ({ value }) => setOpen(Boolean(value)));
  return (
    <div className="hours-row">
      <Checkbox key={form.key(at('open'))} {...form.getInputProps(at('open'), { type: 'checkbox' })} label={nameOf(day)} />
      {open ? (
        <>
          <TextInput {...field('from')} type="time" aria-label={`${nameOf(day)} opens`} className="num" />
          <TextInput {...field('to')} type="time" aria-label={`${nameOf(day)} closes`} className="num" />
        </>
      ) : (
        <Text size="sm" c="dimmed" style={{ gridColumn: 'span 2' }}>Closed</Text>
      )}
    </div>
  );
}

function Sender({ form }: StepProps) {
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  const half = { base: 12, sm: 6 };
  return (
    <Fieldset legend="Mail to customers" radius="lg">
      <Text size="sm" c="dimmed" mb="sm">Who it is from. The mail server itself is connected later, in the settings; until then nothing is sent.</Text>
      <Grid gap="md">
        <Grid.Col span={half}><TextInput {...field('sender_mail.address')} label="From address" description="Like hello@your-business.com." type="email" inputMode="email" /></Grid.Col>
        <Grid.Col span={half}><TextInput {...field('sender_mail.name')} label="From name" description="Empty: the name of the business." /></Grid.Col>
        <Grid.Col span={12}><TextInput {...field('sender_mail.reply_to')} label="Answers go to" description="Only if it is another address." type="email" inputMode="email" /></Grid.Col>
      </Grid>
    </Fieldset>
  );
}
