// Doors and automations whose silence is watched: when something last came, what is usual, what somebody expects.
import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import type { Watched } from './shapes';

const SOUNDS = {
  learning: { label: 'Too few to tell', tone: 'quiet' },
  usual: { label: 'As usual', tone: 'good' },
  silent: { label: 'Silent', tone: 'bad' },
  below: { label: 'Below what is expected', tone: 'bad' },
  unwatched: { label: 'Not watched', tone: 'quiet' },
} as const;

export function WatchedList({ watched }: { watched: Watched[] }) {
  const may = useMay('health.expect');
  const [chosen, setChosen] = useState<Watched | null>(null);
  return (
    <Block title="What should keep coming">
      <Text size="sm" c="dimmed" mb="sm">
        Each stretch without anything is held against the same stretch of the last four weeks, every five
        minutes; the mail that leaves against the same business day. What an automation’s document expects
        counts before that, and what you say here before all.
      </Text>
      {watched.length ? (
        <ul className="needs" aria-label="What should keep coming">
          {watched.map((one) => (
            <li key={one.name} className="need">
              <div style={{ flex: 1, minWidth: 0 }}>
                <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
                  {one.title}
                </Text>
                <Text size="xs" c="dimmed" component="div">
                  <Words one={one} />
                </Text>
              </div>
              <Group gap="xs" justify="flex-end">
                <StatusBadge state={one.sound} {...SOUNDS[one.sound]} />
                {may ? (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={`What to expect of ${one.title}`}
                    onClick={() => setChosen(one)}
                  >
                    Expect
                  </Button>
                ) : null}
              </Group>
            </li>
          ))}
        </ul>
      ) : (
        <Text size="sm" c="dimmed">
          No form is published and no automation is on yet.
        </Text>
      )}
      {chosen ? <Expect one={chosen} close={() => setChosen(null)} /> : null}
    </Block>
  );
}

function Words({ one }: { one: Watched }) {
  const week = `${one.week.toLocaleString()} in seven days`;
  if (one.expect?.at_least) {
    return (
      <>
        {week}; at least {one.expect.at_least.toLocaleString()} in {one.expect.hours.toLocaleString()} hours
        are expected
      </>
    );
  }
  if (!one.last_at) return <>nothing in five weeks</>;
  return (
    <>
      last <When at={one.last_at} />, {week}
      {one.sound === 'silent' ? `; in such a stretch there were ${one.usual.join(', ')}` : ''}
    </>
  );
}

function Expect({ one, close }: { one: Watched; close: () => void }) {
  const [least, setLeast] = useState(one.expect?.at_least ?? 1);
  const [hours, setHours] = useState(one.expect?.hours ?? 24);
  const send = async (expect: { at_least: number; hours: number } | null, done: string) => {
    await act('health.expect', { watched: one.name, expect }, { done });
    close();
  };
  return (
    <Modal opened onClose={close} title={one.title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        <Text size="sm">
          Say how much should come. Less than that is an exception; without a word from you, custom decides.
        </Text>
        <Group grow>
          <NumberInput label="At least" min={1} value={least} onChange={(n) => setLeast(Number(n) || 1)} />
          <NumberInput
            label="In so many hours"
            min={1}
            max={840}
            value={hours}
            onChange={(n) => setHours(Number(n) || 24)}
          />
        </Group>
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={() => void send(null, 'Custom decides')}>
              Let custom decide
            </Button>
            <Button
              variant="default"
              size="xs"
              onClick={() => void send({ at_least: 0, hours: 24 }, 'It is not watched any more')}
            >
              Do not watch it
            </Button>
          </Group>
          <Button onClick={() => void send({ at_least: least, hours }, 'That is expected now')}>
            Expect it
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
