// A stuck run from its exception: another input for its step, or another step to go on at.
import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { act } from '../../ui/act';
import type { WholeRun } from '../automation/shapes';

type Input = Record<string, unknown>;

export function Mending({ run: id }: { run: string }) {
  const may = useMay('run.edit');
  const [open, setOpen] = useState<'edit' | 'jump' | null>(null);
  const { data: run } = useView<WholeRun>(`/runs/${id}`, { enabled: may });
  if (!may || run?.state !== 'parked') return null;
  const close = () => setOpen(null);
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen('jump')}>
        Go on at another step
      </Button>
      <Button size="xs" variant="default" onClick={() => setOpen('edit')}>
        Edit the input
      </Button>
      {open === 'edit' ? <Edit run={run} close={close} /> : null}
      {open === 'jump' ? <Jump run={run} close={close} /> : null}
    </>
  );
}

function inputOf(run: WholeRun): Input {
  const step = run.steps.findLast(({ step: name, input }) => name === run.step && input !== null);
  return (step?.input as Input | undefined) ?? {};
}

/** Text stays text; everything else is shown as JSON. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function read(before: unknown, typed: string): unknown {
  if (typeof before === 'string') return typed;
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return typed;
  }
}

function Edit({ run, close }: { run: WholeRun; close: () => void }) {
  const before = inputOf(run);
  const [typed, setTyped] = useState(() =>
    Object.fromEntries(Object.entries(before).map(([name, value]) => [name, shown(value)])),
  );
  const send = async () => {
    const given = Object.entries(typed).map(([name, text]) => [name, read(before[name], text)]);
    const done = 'It is tried again with this input';
    if (await act('run.edit', { run: run.id, with: Object.fromEntries(given) }, { done })) close();
  };
  const names = Object.keys(before);
  return (
    <Modal
      opened
      onClose={close}
      title={`The input of “${run.step?.replaceAll('_', ' ')}”`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The step is tried again with what you write here, this once. The automation stays as it is.
        </Text>
        {names.map((name) => {
          const Field = (typed[name]?.length ?? 0) > 60 ? Textarea : TextInput;
          return (
            <Field
              key={name}
              label={name.replaceAll('_', ' ')}
              value={typed[name] ?? ''}
              onChange={({ currentTarget }) => setTyped({ ...typed, [name]: currentTarget.value })}
            />
          );
        })}
        {names.length ? null : (
          <Text size="sm">It never came to an input. Mend the record and try again.</Text>
        )}
        <Group justify="flex-end">
          <Button disabled={!names.length} onClick={() => void send()}>
            Try again with this
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Jump({ run, close }: { run: WholeRun; close: () => void }) {
  const [step, setStep] = useState('');
  const known = [...new Set(run.steps.map(({ step: name }) => name))];
  const [other, setOther] = useState('');
  const send = async () => {
    const to = other.trim() || step;
    if (await act('run.jump', { run: run.id, step: to }, { done: `It goes on at “${to}”` })) close();
  };
  return (
    <Modal opened onClose={close} title="Go on at another step" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="sm">
        <Select
          label="A step it was at"
          data={known.map((name) => ({ value: name, label: name.replaceAll('_', ' ') }))}
          value={step}
          onChange={(name) => setStep(name ?? '')}
        />
        <TextInput
          label="Or any step of the automation, by its id"
          value={other}
          onChange={({ currentTarget }) => setOther(currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button disabled={!step && !other.trim()} onClick={() => void send()}>
            Go on there
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
