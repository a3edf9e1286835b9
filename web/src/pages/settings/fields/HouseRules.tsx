// For the whole house: how long an urgent word may stay unseen before the stand-in hears it.
import { Button, Group, Paper, Select, Stack, TagsInput, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { House } from '../../../api/notifications';
import { useView } from '../../../api/query';
import { WholeNumber } from '../../../ui/WholeNumber';
import { act } from '../../../ui/act';

export function HouseRules() {
  const { data } = useView<House>('/settings/attention', { nouns: ['setting'] });
  return data ? <Form key={data.rv} house={data} /> : null;
}

function Form({ house }: { house: House }) {
  const [typed, setTyped] = useState(house);
  const set = (part: Partial<House>) => setTyped((now) => ({ ...now, ...part }));
  const save = () => {
    const { rv, hand_on_minutes, counting, push_services, least_percent } = typed;
    const body = { rv, hand_on_minutes, counting, push_services, least_percent };
    return act('attention.change', body, { done: 'Saved' });
  };
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section" aria-label="For everybody">
      <Title order={2} mb="md">
        For everybody
      </Title>
      <Stack gap="md">
        <WholeNumber
          needed
          label="Minutes an urgent word may stay unseen"
          description="Then the stand-in hears it, or an administrator where nobody stands in."
          min={5}
          max={10080}
          value={typed.hand_on_minutes}
          onChange={(hand_on_minutes) => set({ hand_on_minutes })}
        />
        <Select
          label="Counted"
          data={[
            { value: 'open_hours', label: 'While the business is open' },
            { value: 'always', label: 'Day and night' },
          ]}
          value={typed.counting}
          onChange={(counting) => set({ counting: (counting ?? 'open_hours') as House['counting'] })}
          allowDeselect={false}
        />
        <WholeNumber
          needed
          label="Percent of the usual mail that should leave"
          description="When less leaves over a business day, the administrators hear of it; with 0, when nothing does. What is usual is known after four weeks."
          min={0}
          max={90}
          value={typed.least_percent}
          onChange={(least_percent) => set({ least_percent })}
        />
        <TagsInput
          label="Other push services"
          description="Those of Chrome, Edge, Firefox and Safari are known. Add one only if you run your own."
          placeholder={typed.push_services.length ? '' : 'https://push.example.com'}
          value={typed.push_services}
          onChange={(push_services) => set({ push_services })}
        />
        <Text size="sm" c="dimmed">
          Who stands in for whom is each person’s own choice, under “Your account”.
        </Text>
        <Group justify="flex-end">
          <Button onClick={() => void save()}>Save for everybody</Button>
        </Group>
      </Stack>
    </Paper>
  );
}
