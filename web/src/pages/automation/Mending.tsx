// A stuck run, from its page and from its exception: another input for its step, or another step to go on at.
import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { inWords } from '../../ui/StatusBadge';
import { act } from '../../ui/act';
import { givenLabel } from './editor/argument';
import { useCatalogue } from './editor/catalogue';
import { useFollowed } from './followed';
import { editable, goesOnAt, inputOf, isPerson, retyped, shown, stuckAt } from './mending';
import type { WholeRun } from './shapes';

export function Mending({ run: id }: { run: string }) {
  const may = useMay('run.edit');
  const [open, setOpen] = useState<'edit' | 'jump' | null>(null);
  const { data: run } = useView<WholeRun>(`/runs/${id}`, {
    nouns: ['approval', 'message', 'automation'],
    enabled: may,
  });
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

interface Dialog {
  run: WholeRun;
  close: () => void;
}

function Edit({ run, close }: Dialog) {
  const before = inputOf(run);
  const names = editable(before);
  const { catalogue } = useCatalogue();
  const schema = catalogue?.verb(stuckAt(run)?.verb ?? undefined)?.schema;
  const staff = useStaff();
  const [typed, setTyped] = useState(() =>
    Object.fromEntries(names.map((name) => [name, shown(before[name])])),
  );
  const type = (name: string, words: string) => setTyped((now) => ({ ...now, [name]: words }));
  const send = async () => {
    const body = { run: run.id, with: retyped(before, typed) };
    if (await act('run.edit', body, { done: 'It is tried again with this input' })) close();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={`The input of “${inWords(run.step ?? '')}”`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The step is tried again with what you write here, this once. The automation stays as it is.
        </Text>
        {names.map((name) => {
          const value = typed[name] ?? '';
          if (isPerson(schema, name)) {
            const known = staff.choices.some((one) => one.value === value);
            return (
              <Select
                key={name}
                label={givenLabel(name)}
                placeholder="Nobody who works here; choose somebody"
                data={staff.choices}
                value={known ? value : null}
                onChange={(next) => type(name, next ?? value)}
                allowDeselect={false}
              />
            );
          }
          const Field = value.length > 60 ? Textarea : TextInput;
          return (
            <Field
              key={name}
              label={givenLabel(name)}
              value={value}
              onChange={({ currentTarget }) => type(name, currentTarget.value)}
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

function Jump({ run, close }: Dialog) {
  const doc = useFollowed(run);
  const { catalogue } = useCatalogue();
  const [step, setStep] = useState<string | null>(null);
  const choices = goesOnAt(run, doc, catalogue);
  const send = async () => {
    const words = choices.find(({ value }) => value === step)?.label ?? '';
    if (await act('run.jump', { run: run.id, step }, { done: `It goes on at “${words}”` })) close();
  };
  return (
    <Modal opened onClose={close} title="Go on at another step" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          It stands at “{inWords(run.step ?? '')}”, which is left out. Steps it has done already are done once
          more where it comes to them again.
        </Text>
        <Select
          label="Which step"
          placeholder="Choose or search"
          data={choices}
          value={step}
          onChange={setStep}
          allowDeselect={false}
          searchable
          nothingFoundMessage="No step is called so"
          data-autofocus
        />
        <Group justify="flex-end">
          <Button disabled={!step} onClick={() => void send()}>
            Go on there
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
