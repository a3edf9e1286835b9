// The list of all shortcuts, and the switch that turns single keys off.
import { Group, Kbd, Modal, SimpleGrid, Switch, Text } from '@mantine/core';
import { show, useSheet } from './desk';
import { useSingleKeys } from './keys';
import { PLACES } from './nav';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const MOD = isMac ? '⌘' : 'Ctrl';

const EVERYWHERE: [string[], string][] = [
  [[MOD, 'K'], 'Search or do anything'],
  [['C'], 'Add a lead'],
  [['P'], 'Record a payment, on an invoice'],
  [['?'], 'This list'],
  [['Esc'], 'Close, or leave without saving'],
];

export function KeysHelp() {
  const [on, setOn] = useSingleKeys();
  return (
    <Modal opened={useSheet() === 'keys'} onClose={() => show(null)} title="Keyboard shortcuts" size="lg">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl" verticalSpacing="md">
        <div>
          {EVERYWHERE.map(([keys, does]) => (
            <Line key={does} keys={keys} does={does} />
          ))}
        </div>
        <div>
          {PLACES.map(({ key, label }) => (
            <Line key={label} keys={['G', key.toUpperCase()]} does={label} />
          ))}
        </div>
      </SimpleGrid>
      <Switch
        mt="lg"
        checked={on}
        onChange={(event) => setOn(event.currentTarget.checked)}
        label="Shortcuts of one key"
        description={`Off: only shortcuts with ${MOD} work. Kept in this browser.`}
      />
    </Modal>
  );
}

function Line({ keys, does }: { keys: string[]; does: string }) {
  return (
    <Group justify="space-between" mih={32}>
      <Text size="sm">{does}</Text>
      <Group gap={4}>
        {keys.map((key) => (
          <Kbd key={key} size="sm">
            {key}
          </Kbd>
        ))}
      </Group>
    </Group>
  );
}
