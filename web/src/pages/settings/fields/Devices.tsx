// The devices that take one's push: this one switched on or off, all of them tested and taken out.
import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Page } from '../../../api/cursor';
import type { Device } from '../../../api/notifications';
import { asProblem } from '../../../api/problem';
import { pushHere, switchOff, switchOn, type PushHere } from '../../../api/push';
import { touched, useView } from '../../../api/query';
import { StatusBadge } from '../../../ui/StatusBadge';
import { When } from '../../../ui/When';
import { act } from '../../../ui/act';
import { say } from '../../../ui/toast';

export function Devices({ pushKey }: { pushKey: string | null }) {
  const { data } = useView<Page<Device>>('/me/devices', { nouns: ['device', 'notification'] });
  const [here, setHere] = useState<PushHere | null>(null);
  const look = () => void pushHere().then(setHere);
  useEffect(look, [data]);
  const devices = data?.items ?? [];
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section" aria-label="Devices">
      <Title order={2} mb="md">
        Devices that take push
      </Title>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          Push reaches you when the app is closed, and when mail is the thing that broke. On a phone, open
          this page in its browser and choose “Add to home screen”: the app installs.
        </Text>
        {devices.length ? (
          <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Your devices">
            {devices.map((device) => (
              <Row key={device.id} device={device} />
            ))}
          </Stack>
        ) : (
          <Alert color="orange" variant="light" title="No device of yours takes push">
            If mail breaks at night, you learn of it when you next open the app.
          </Alert>
        )}
        <Here here={here} pushKey={pushKey} again={look} />
      </Stack>
    </Paper>
  );
}

function Row({ device }: { device: Device }) {
  const body = { device: device.id };
  return (
    <Group component="li" justify="space-between" gap="sm" mih={36}>
      <div style={{ minWidth: 0 }}>
        <Group gap={8}>
          <Text size="sm" fw={550}>
            {device.name}
          </Text>
          {device.trouble ? <StatusBadge state="failed" label="Not reached" /> : null}
        </Group>
        <Text size="xs" c="dimmed" component="div">
          {device.trouble ? `${device.trouble} · ` : ''}
          {device.used_at ? (
            <>
              last reached <When at={device.used_at} />
            </>
          ) : (
            <>
              added <When at={device.added_at} />, not used yet
            </>
          )}
        </Text>
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          aria-label={`Send a test to ${device.name}`}
          onClick={() => void act('device.test', body, { done: 'A test is on its way' })}
        >
          Send a test
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="red"
          aria-label={`Take out ${device.name}`}
          onClick={() => void act('device.remove', body, { done: 'It gets no more push' })}
        >
          Take out
        </Button>
      </Group>
    </Group>
  );
}

const WHY_NOT: Record<Exclude<PushHere, 'on' | 'off'>, string> = {
  denied:
    'This browser was told not to show notifications of this site. Allow them in the settings of the browser, ' +
    'then come back.',
  insecure: 'Push needs an address that begins with https. Open the app there.',
  unsupported: 'This browser takes no push. Chrome, Edge, Firefox and Safari do.',
  not_installed:
    'On an iPhone or iPad, choose “Share”, then “Add to Home Screen”, and open the app from there.',
};

function Here({
  here,
  pushKey,
  again,
}: {
  here: PushHere | null;
  pushKey: string | null;
  again: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  if (here === null) return null;
  if (here !== 'on' && here !== 'off') {
    return (
      <Text size="sm" role="status">
        {WHY_NOT[here]}
      </Text>
    );
  }
  const press = async () => {
    setBusy(true);
    setWrong(null);
    try {
      if (here === 'on') await switchOff();
      else await switchOn(pushKey ?? '');
      touched('device.add');
      say(here === 'on' ? 'This browser takes no more push' : 'This browser takes push now');
    } catch (cause) {
      const problem = asProblem(cause);
      setWrong(cause instanceof Error && !problem.status ? cause.message : problem.sentence);
    }
    again();
    setBusy(false);
  };
  return (
    <>
      {wrong ? (
        <Alert color="red" variant="light" role="alert" title="Push could not be switched on here">
          {wrong}
        </Alert>
      ) : null}
      <Group justify="flex-end">
        <Button
          loading={busy}
          disabled={!pushKey}
          onClick={() => void press()}
          variant={here === 'on' ? 'default' : 'filled'}
        >
          {here === 'on' ? 'Switch push off here' : 'Switch push on here'}
        </Button>
      </Group>
    </>
  );
}
