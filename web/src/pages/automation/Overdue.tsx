// What fell due while everything automatic stood still, by automation, and what shall become of it: before it goes on.
import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useView } from '../../api/query';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { goOnBody, sayOverdue, type Deal, type OverdueLine } from './overdue';

const DEALS: { value: Deal; label: string }[] = [
  { value: 'send', label: 'Happens now' },
  { value: 'spread', label: 'Is spread over some hours' },
  { value: 'skip', label: 'Messages are left out' },
];

export function Overdue() {
  const seen = useView<{ items: OverdueLine[] }>('/automations/overdue', {
    nouns: ['run', 'automation', 'mail'],
  });
  const [deals, setDeals] = useState<Record<string, Deal>>({});
  const [hours, setHours] = useState(4);
  const [busy, setBusy] = useState(false);
  if (seen.error && !seen.data) return <ProblemNote problem={seen.error} again={() => void seen.refetch()} />;
  if (!seen.data) return <WaitingLines count={2} />;
  const { items } = seen.data;
  const goOn = async () => {
    setBusy(true);
    await act('automation.go_on', goOnBody(items, deals, hours), { done: 'Everything automatic goes on' });
    setBusy(false);
  };
  return (
    <Stack gap="sm">
      {items.length ? (
        <>
          <Text size="sm">This has fallen due meanwhile. Say what shall become of it.</Text>
          <ul className="needs" aria-label="What has fallen due meanwhile">
            {items.map((line) => (
              <li key={line.automation} className="need" style={{ flexWrap: 'wrap' }}>
                <div style={{ flex: '1 1 220px', minWidth: 0 }}>
                  <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
                    {line.name}
                  </Text>
                  <Text size="xs" c="dimmed" component="div">
                    {sayOverdue(line)}, the oldest <When at={line.oldest_at} />
                  </Text>
                </div>
                <Select
                  aria-label={`What has fallen due of ${line.name}`}
                  size="xs"
                  style={{ flex: '0 1 210px' }}
                  allowDeselect={false}
                  data={DEALS}
                  value={deals[line.automation] ?? 'send'}
                  onChange={(deal) =>
                    setDeals((now) => ({ ...now, [line.automation]: (deal ?? 'send') as Deal }))
                  }
                />
              </li>
            ))}
          </ul>
          {Object.values(deals).includes('spread') ? (
            <NumberInput
              label="Spread over so many hours"
              size="xs"
              maw={210}
              min={1}
              max={72}
              allowDecimal={false}
              value={hours}
              onChange={(value) => setHours(Number(value) || 4)}
            />
          ) : null}
          <Text size="xs" c="dimmed">
            What is left out is recorded with its run. Tasks and changes of our own records are done in any
            case.
          </Text>
        </>
      ) : (
        <Text size="sm">Nothing has fallen due meanwhile.</Text>
      )}
      <Group>
        <Button leftSection={<IconPlayerPlayFilled size={16} />} loading={busy} onClick={() => void goOn()}>
          Go on
        </Button>
      </Group>
    </Stack>
  );
}
