// An automation that stopped by itself because too much came: let it go on, and take in whom it left out.
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPlayerPause, IconUsersPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useMay } from '../../api/session';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { say, sayProblem } from '../../ui/toast';
import type { WholeAutomation } from './shapes';

export function Paused({ automation }: { automation: WholeAutomation }) {
  const may = useMay('automation.resume');
  const { id, name, paused, later } = automation;
  if (!paused) return later ? <Later automation={automation} /> : null;
  const resume = async () => {
    const text =
      'Its runs go on where they stood, and what leaves, leaves. Whom it left out meanwhile you can take in afterwards.';
    if (await confirm({ title: `Let “${name}” go on?`, text, verb: 'Go on' }))
      await act('automation.resume', { automation: id, answer: 'resume' }, { done: `${name} goes on` });
  };
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconPlayerPause />}
      title="It is paused: more came than is bearable"
      mb="lg"
    >
      <Text size="sm" mb={may ? 'sm' : 0}>
        {paused}. Nothing of it moves and nothing leaves.{' '}
        {later
          ? `${later.toLocaleString()} wait to be taken in.`
          : 'Whoever comes meanwhile is kept for later.'}
      </Text>
      {may ? (
        <Button size="xs" onClick={() => void resume()}>
          Go on
        </Button>
      ) : null}
    </Alert>
  );
}

interface TakenIn {
  taken: number;
  refused: number;
  left: number;
}

function Later({ automation: { id, name, on, later } }: { automation: WholeAutomation }) {
  const may = useMay('automation.take_in');
  const [busy, setBusy] = useState(false);
  const takeIn = async () => {
    const text = 'Each of them is asked once more whether it is wanted still; then their runs begin now.';
    const title = `Take in ${later.toLocaleString()} into “${name}”?`;
    if (!(await confirm({ title, text, verb: 'Take them in now' }))) return;
    setBusy(true);
    try {
      let taken = 0;
      for (;;) {
        const { answer } = await call<TakenIn>('automation.take_in', { automation: id });
        taken += answer.taken;
        if (!answer.left || !(answer.taken + answer.refused)) {
          say(
            `${taken.toLocaleString()} taken in${answer.left ? `, ${answer.left.toLocaleString()} wait still` : ''}`,
          );
          break;
        }
      }
    } catch (problem) {
      sayProblem(problem);
    }
    setBusy(false);
  };
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconUsersPlus />}
      title={`${later.toLocaleString()} were not taken in because too much came`}
      mb="lg"
    >
      <Group gap="sm">
        <Text size="sm">Nothing about them was wrong.</Text>
        {may && on ? (
          <Button size="xs" loading={busy} onClick={() => void takeIn()}>
            Take them in now
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}
