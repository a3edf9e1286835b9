// What decided at a step: each condition in words, what it looked at, what it said; and the same asked once more.
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { send } from '../../api/http';
import { Money } from '../../ui/Money';
import { inWords } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { sayProblem } from '../../ui/toast';
import { sayCondition } from './editor/says';
import type { Asked, LookedAgain, StepView } from './shapes';

const FIELDS: Record<string, string> = {
  if: 'Only if',
  branch: 'This way if',
  guard: 'Looked at again as it leaves',
  match: 'Is it this one',
  approve: 'Needs a yes if',
  repeat: 'Once more if',
  goal: 'Its goal',
  exit_when: 'Ends early if',
};

type Scope = Parameters<typeof sayCondition>[1];

export function Decisions({ run, step, scope }: { run: string; step: StepView; scope: Scope }) {
  const [again, setAgain] = useState<LookedAgain['decisions']>();
  const [busy, setBusy] = useState(false);
  if (!step.asked?.length) return null;
  const look = async () => {
    setBusy(true);
    try {
      const query = { step: step.step, visit: step.visit };
      setAgain((await send<LookedAgain>('GET', `/runs/${run}/look_again`, { query })).decisions);
    } catch (cause) {
      sayProblem(cause);
    }
    setBusy(false);
  };
  return (
    <details className="shown">
      <summary>What decided</summary>
      {step.asked.map((asked) => (
        <One
          key={`${asked.field} ${asked.condition}`}
          asked={asked}
          scope={scope}
          again={again?.find(
            ({ field, condition }) => field === asked.field && condition === asked.condition,
          )}
        />
      ))}
      <Group gap="xs" mt={6}>
        <Button size="compact-xs" variant="default" loading={busy} onClick={() => void look()}>
          Look again at this decision
        </Button>
        <Text size="xs" c="dimmed">
          Asks the same with the values it had then. Nothing is done.
        </Text>
      </Group>
    </details>
  );
}

interface OneAsked {
  asked: Asked;
  scope: Scope;
  again: LookedAgain['decisions'][number] | undefined;
}

function One({ asked, scope, again }: OneAsked) {
  const values = Object.entries(asked.values);
  return (
    <div style={{ marginTop: 6 }}>
      <Text size="xs" style={{ overflowWrap: 'anywhere' }} component="div">
        {FIELDS[asked.field] ?? inWords(asked.field)}: {sayCondition(asked.condition, scope)}
        {' – '}
        <strong>{sayHolds(asked.holds)}</strong>, <When at={asked.at} />
      </Text>
      {values.length || asked.withheld?.length ? (
        <dl className="value-list">
          {values.map(([path, value]) => (
            <div key={path}>
              <dt>{sayPath(path)}</dt>
              <dd>
                <Kept value={value} />
              </dd>
            </div>
          ))}
          {asked.withheld?.map((path) => (
            <div key={path}>
              <dt>{sayPath(path)}</dt>
              <dd>was filled; personal, so it is not kept</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {again ? (
        <Text size="xs" mt={2} role="status" c={again.same ? undefined : 'red'}>
          {again.why ??
            `Asked again: ${sayHolds(again.again)}${again.same ? ', the same' : ', not the same'}`}
        </Text>
      ) : null}
    </div>
  );
}

const sayHolds = (holds: boolean | null) => (holds === null ? 'it could not be asked' : holds ? 'yes' : 'no');
const sayPath = (path: string) => path.split('.').map(inWords).join(', ');

function Kept({ value }: { value: unknown }) {
  if (typeof value === 'object' && value !== null) {
    const { at, seconds, minor, currency } = value as Record<string, unknown>;
    if (typeof at === 'string') return <When at={at} />;
    if (typeof seconds === 'number') return <>{seconds} seconds</>;
    if (typeof minor === 'number') return <Money of={{ minor, currency: String(currency) }} />;
    return <>{JSON.stringify(value)}</>;
  }
  if (typeof value === 'boolean') return <>{value ? 'yes' : 'no'}</>;
  return <>{String(value)}</>;
}
