// When people work, day by day, with breaks.
import { ActionIcon, Box, Checkbox, Fieldset, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { DAYS, type Span } from '../details';
import type { Fields } from './fields';

const nameOf = (day: string) => day.charAt(0).toUpperCase() + day.slice(1);

export function HoursFields({ fields }: { fields: Fields }) {
  return (
    <Fieldset legend="Business hours" radius="lg">
      <Text size="sm" c="dimmed" mb="sm">
        Inquiries are answered at any hour. Tasks for people fall due within these.
      </Text>
      <Stack gap={6}>
        {DAYS.map((day, row) => (
          <DayRow key={day} fields={fields} row={row} day={day} />
        ))}
      </Stack>
    </Fieldset>
  );
}

function DayRow({ fields, row, day }: { fields: Fields; row: number; day: string }) {
  const open = fields.useValue<boolean>(`hours.${row}.open`);
  const spans = fields.now().hours[row]?.spans ?? [];
  return (
    <div className="hours-row">
      <Checkbox {...fields.check(`hours.${row}.open`)} label={<DayName day={day} />} />
      {open ? (
        <Stack gap={6}>
          {spans.map((_, part) => (
            // oxlint-disable-next-line react/no-array-index-key -- hours have no name of their own
            <SpanRow key={part} fields={fields} row={row} day={day} part={part} spans={spans} />
          ))}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed" pt={8}>
          Closed
        </Text>
      )}
    </div>
  );
}

/** `09:00-17:00` becomes two stretches with the noon hour between, where it fits. */
function takeABreak(fields: Fields, row: number, [whole]: Span[]) {
  const { from, to } = whole ?? { from: '09:00', to: '17:00' };
  const noon = from < '12:00' && to > '13:00';
  const spans = noon
    ? [
        { from, to: '12:00' },
        { from: '13:00', to },
      ]
    : [
        { from, to },
        { from: '', to: '' },
      ];
  fields.set(`hours.${row}.spans`, spans);
}

interface Stretch {
  fields: Fields;
  row: number;
  day: string;
  part: number;
  spans: Span[];
}

function SpanRow({ fields, row, day, part, spans }: Stretch) {
  const path = `hours.${row}.spans.${part}`;
  const again = part ? ' again' : '';
  return (
    <div className="span-row">
      <TextInput
        {...fields.at(`${path}.from`)}
        type="time"
        aria-label={`${nameOf(day)} opens${again}`}
        className="num"
      />
      <TextInput
        {...fields.at(`${path}.to`)}
        type="time"
        aria-label={`${nameOf(day)} closes${again}`}
        className="num"
      />
      {part ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={`Remove the second hours of ${nameOf(day)}`}
          onClick={() => fields.remove(`hours.${row}.spans`, part)}
        >
          <IconX size={16} />
        </ActionIcon>
      ) : spans.length === 1 ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={`Add a break on ${nameOf(day)}`}
          title="Add a break"
          onClick={() => takeABreak(fields, row, spans)}
        >
          <IconPlus size={16} />
        </ActionIcon>
      ) : null}
    </div>
  );
}

/** Three letters on a phone, where two times must stand beside it. */
function DayName({ day }: { day: string }) {
  return (
    <>
      <Box component="span" visibleFrom="xs">
        {nameOf(day)}
      </Box>
      <Box component="span" hiddenFrom="xs">
        {nameOf(day).slice(0, 3)}
      </Box>
    </>
  );
}
