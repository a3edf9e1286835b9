// What can be done with several exceptions at once.
import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { ChosenBar, type Choice, type Every } from '../../ui/Chosen';
import { ask } from '../../ui/ask';
import { confirm } from '../../ui/confirm';
import type { Exception } from './shapes';
import { assignAll, closeAll, isRuns, runsOf, steer, type How } from './steer';

export function Several({ chosen, all: allShown, none, every }: Choice<Exception> & { every: Every | null }) {
  const staff = useStaff();
  const [busy, setBusy] = useState(false);
  const may = { close: useMay('exception.close'), assign: useMay('exception.assign') };
  const mayRetry = useMay('exception.retry');
  const mayStop = useMay('exception.stop');
  const count = chosen.length;
  const work = async (what: () => Promise<unknown>) => {
    setBusy(true);
    await what();
    setBusy(false);
    none();
  };
  const close = async () => {
    const outcome = await ask({
      title: `Close ${count} exceptions?`,
      text: 'Each closes with the same outcome. What still has a run waiting stays open.',
      label: 'What came of them',
      hint: 'It stays on record. No personal details.',
      usual: ['Done by hand', 'No longer needed'],
      verb: `Close ${count}`,
    });
    if (outcome) await work(() => closeAll(chosen, outcome));
  };
  const all = async (how: How, title: string, text: string) => {
    if (await confirm({ title, text, verb: title.replace('?', ''), destroys: how === 'stop' }))
      await work(() => steer(chosen, how));
  };
  const runs = chosen.some(isRuns);
  const stop = () => {
    const ending = runsOf(chosen);
    const words = ending === 1 ? '1 run' : `${ending.toLocaleString()} runs`;
    const others = count - chosen.filter(isRuns).length;
    const stay = others === 1 ? 'has no run and stays as it is' : 'have no run and stay as they are';
    const rest = others ? ` ${others.toLocaleString()} of the chosen ${stay}.` : '';
    const text = `${words} end${ending === 1 ? 's' : ''} where ${ending === 1 ? 'it stands' : 'they stand'}. \
What they did stays done; what they had not done is not done any more. This cannot be taken back.${rest}`;
    return all('stop', `Stop ${words}?`, text);
  };
  return (
    <ChosenBar
      label="With the chosen ones"
      count={count}
      all={allShown}
      none={none}
      every={every}
      busy={busy}
    >
      {may.assign ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="xs" variant="default" disabled={busy}>
              Hand on
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {staff.choices.map(({ value, label }) => (
              <Menu.Item key={value} onClick={() => void work(() => assignAll(chosen, value, label))}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {mayStop && runs ? (
        <Button size="xs" variant="subtle" color="red" disabled={busy} onClick={() => void stop()}>
          Stop
        </Button>
      ) : null}
      {mayRetry && runs ? (
        <Button
          size="xs"
          variant="default"
          disabled={busy}
          onClick={() =>
            void all('skip', 'Skip the steps?', 'Each run goes on without the step it stands at.')
          }
        >
          Skip
        </Button>
      ) : null}
      {may.close ? (
        <Button size="xs" variant="default" disabled={busy} onClick={() => void close()}>
          Close
        </Button>
      ) : null}
      {mayRetry ? (
        <Button
          size="xs"
          loading={busy}
          onClick={() =>
            void all('retry', 'Try all again?', 'What goes to its recipient cannot be called back.')
          }
        >
          Try again
        </Button>
      ) : null}
    </ChosenBar>
  );
}
