// Everything automatic, stopped by one press and going on by another. Nothing is lost in between.
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { Overdue } from './Overdue';
import type { MasterStop as Stop } from './shapes';

export function useStopped(): boolean {
  return useView<Stop>('/automations/stopped', { nouns: ['automation', 'setting'] }).data?.stopped ?? false;
}

export function MasterStopped() {
  const stopped = useStopped();
  const may = useMay('automation.go_on');
  if (!stopped) return null;
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconHandStop />}
      title="Everything automatic stands still"
      mb="lg"
      role="status"
    >
      <Text size="sm" mb={may ? 'sm' : 0}>
        Inquiries are still taken in and kept. Nobody is answered by itself, nothing leaves, and nothing is
        lost.
      </Text>
      {may ? <Overdue /> : null}
    </Alert>
  );
}

export function StopButton() {
  const stopped = useStopped();
  const may = useMay('automation.stop_all');
  if (stopped || !may) return null;
  const stop = async () => {
    const text =
      'Nothing automatic moves and nothing leaves until somebody lets it go on. Customers are not answered by themselves meanwhile.';
    if (await confirm({ title: 'Stop everything automatic?', text, verb: 'Stop everything', destroys: true }))
      await act('automation.stop_all', {}, { done: 'Everything automatic stands still' });
  };
  return (
    <Button color="red" variant="light" leftSection={<IconHandStop size={17} />} onClick={() => void stop()}>
      <Group gap={4}>Stop everything</Group>
    </Button>
  );
}
