// Values that come from outside, each with a name and a kind: what a button asks for, a call brings, another run sets.
import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { takeKind } from './catalogue';
import type { Take, TakeKind, Takes } from './document';

interface Listing {
  label: string;
  hint: string;
  add: string;
  value: Takes | undefined;
  onChange: (next: Takes | undefined) => void;
}

const KINDS: { value: TakeKind; label: string }[] = [
  { value: 'text', label: 'a text' },
  { value: 'number', label: 'a whole number' },
  { value: 'flag', label: 'yes or no' },
  { value: 'instant', label: 'a moment' },
  { value: 'money', label: 'an amount of money' },
];

const GOOD = /^[a-z][a-z0-9_]*$/;

export function TakeList({ label, hint, add, value, onChange }: Listing) {
  const [name, setName] = useState('');
  const all = Object.entries(value ?? {});
  const put = (next: [string, Take][]) => onChange(next.length ? Object.fromEntries(next) : undefined);
  const wrong =
    name && (GOOD.test(name) ? all.some(([known]) => known === name) && 'It is there already' : HOW);
  const enter = () => {
    if (!name || wrong) return;
    put([...all, [name, 'text']]);
    setName('');
  };
  return (
    <Stack gap="xs" component="fieldset" className="plain-set">
      <Text component="legend" size="sm" fw={500}>
        {label}
      </Text>
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
      {all.map(([known, take]) => (
        <Group key={known} gap="xs" wrap="nowrap">
          <Text size="sm" style={{ flex: 1, overflowWrap: 'anywhere' }}>
            {known}
          </Text>
          <Select
            aria-label={`What ${known} is`}
            w={180}
            allowDeselect={false}
            data={KINDS}
            value={takeKind(take)}
            onChange={(next) =>
              put(all.map((one) => (one[0] === known ? [known, retyped(take, next)] : one)))
            }
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Take ${known} out`}
            onClick={() => put(all.filter(([one]) => one !== known))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="xs" align="start" wrap="nowrap">
        <TextInput
          aria-label={add}
          placeholder="order_number"
          value={name}
          error={wrong || undefined}
          onChange={(event) => setName(event.currentTarget.value.trim())}
          onKeyDown={(event) => event.key === 'Enter' && enter()}
          style={{ flex: 1 }}
        />
        <Button variant="default" onClick={enter} disabled={!name || Boolean(wrong)}>
          {add}
        </Button>
      </Group>
    </Stack>
  );
}

const HOW = 'Write it like order_number';

/** The kind changes, where it stands does not. */
const retyped = (take: Take, kind: string | null): Take =>
  typeof take === 'string' ? (kind as TakeKind) : { ...take, is: kind as TakeKind };
