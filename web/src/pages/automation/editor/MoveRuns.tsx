// Runs that still follow an older version: how many, and moving them to the one in use after a look at what would be.
import { Button, Group, List, Modal, Select, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call, post } from '../../../api/call';
import { asProblem, type Problem } from '../../../api/problem';
import { useMay } from '../../../api/session';
import { Block } from '../../../ui/Block';
import { ProblemNote } from '../../../ui/ProblemNote';
import { inWords } from '../../../ui/StatusBadge';
import { WaitingLines } from '../../../ui/Waiting';
import { When } from '../../../ui/When';
import { say } from '../../../ui/toast';
import type { Migrated, VersionLine, WholeAutomation } from '../shapes';
import { everyStep } from './document';
import { held, homeless, places } from './moving';
import { useRead } from './useRead';

const counted = (runs: number) => (runs === 1 ? '1 run' : `${runs.toLocaleString()} runs`);
const named = (step: string | null) => (step ? `“${inWords(step)}”` : 'their beginning');

interface Older {
  automation: WholeAutomation;
  list: readonly VersionLine[];
}

export function OlderRuns({ automation, list }: Older) {
  const may = useMay('automation.migrate');
  const [from, setFrom] = useState<number | null>(null);
  const older = list.filter(({ runs, current }) => runs > 0 && !current);
  if (!older.length && from === null) return null;
  return (
    <Block title="Runs on other versions">
      <Text size="sm" c="dimmed" mb="sm">
        They go on as their version says. You may move them to version {automation.version}; before anything
        moves you see which would and which would not.
      </Text>
      <Stack gap="xs">
        {older.map(({ number, runs, last_ends_at: last }) => (
          <Group key={number} justify="space-between" gap="xs">
            <Text size="sm" component="div">
              Version {number}: {counted(runs)} under way
              {last ? (
                <>
                  , the last ends <When at={last} /> at the latest
                </>
              ) : null}
            </Text>
            {may ? (
              <Button variant="default" onClick={() => setFrom(number)}>
                Move runs to version {automation.version}
              </Button>
            ) : null}
          </Group>
        ))}
      </Stack>
      <Modal
        opened={from !== null}
        onClose={() => setFrom(null)}
        size="lg"
        title={`Move runs from version ${from ?? ''} to version ${automation.version}`}
      >
        {from === null ? null : <Moving automation={automation} from={from} close={() => setFrom(null)} />}
      </Modal>
    </Block>
  );
}

interface Moves {
  automation: WholeAutomation;
  from: number;
  close: () => void;
}

function Moving({ automation: { id, version: to, text }, from, close }: Moves) {
  const [map, setMap] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Problem | null>(null);
  const body = { automation: id, from, to, map };
  const seen = useQuery<Migrated, Problem>({
    queryKey: ['automation moves', id, from, to, map],
    queryFn: async () => (await post<Migrated>(`/automations/${id}/migrate`, { from, to, map })).answer,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  const document = useRead(text).data?.document;
  if (seen.error) return <ProblemNote problem={seen.error} again={() => void seen.refetch()} />;
  if (!seen.data || !document) return <WaitingLines count={5} />;
  const steps = everyStep(document.steps).map((step) => step.id);
  const move = async () => {
    setBusy(true);
    setRefused(null);
    try {
      const { answer } = await call<Migrated>('automation.migrate', { ...body, apply: true });
      const { moved, stay } = answer;
      say(`${counted(moved.length)} moved to version ${to}${stay.length ? `, ${stay.length} stay` : ''}`);
      close();
    } catch (cause) {
      setRefused(asProblem(cause));
    }
    setBusy(false);
  };
  const count = seen.data.moved.length;
  return (
    <Stack gap="md">
      {homeless(seen.data, steps).map((step) => (
        <Select
          key={step}
          label={`Step ${named(step)} is gone. Its runs go on at`}
          description="Choose a step of the same kind: who waits goes on waiting, who writes goes on writing."
          placeholder="They stay where they are"
          data={steps.map((value) => ({ value, label: inWords(value) }))}
          value={map[step] ?? null}
          onChange={(next) =>
            setMap(({ [step]: _, ...others }) => (next ? { ...others, [step]: next } : others))
          }
          clearable
        />
      ))}
      <Preview found={seen.data} />
      {refused ? <ProblemNote problem={refused} /> : null}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={close}>
          Keep as it is
        </Button>
        <Button loading={busy} disabled={!count || seen.isPlaceholderData} onClick={() => void move()}>
          Move {counted(count)}
        </Button>
      </Group>
    </Stack>
  );
}

function Preview({ found }: { found: Migrated }) {
  return (
    <Stack gap="sm" aria-live="polite">
      {found.moved.length ? (
        <div>
          <Text size="sm" fw={600}>
            {counted(found.moved.length)} would move
          </Text>
          <List size="sm">
            {places(found).map(({ from, to, runs }) => (
              <List.Item key={`${from} ${to}`}>
                {counted(runs)} at {named(from)}
                {from === to ? '' : ` would go on at ${named(to)}`}
              </List.Item>
            ))}
          </List>
        </div>
      ) : (
        <Text size="sm">None would move.</Text>
      )}
      {found.stay.length ? (
        <div>
          <Text size="sm" fw={600}>
            {counted(found.stay.length)} would stay
          </Text>
          <List size="sm">
            {held(found).map(({ why, runs }) => (
              <List.Item key={why}>
                <Link to={`/runs/${runs[0] ?? ''}` as '/'}>{counted(runs.length)}</Link>: {why}
              </List.Item>
            ))}
          </List>
        </div>
      ) : null}
    </Stack>
  );
}
