// A connection is added or changed: where it stands and what it knows us by. A secret is written here, never read.
import { Button, Checkbox, Group, Modal, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { PasswordField } from '../../ui/PasswordField';
import { ProblemNote } from '../../ui/ProblemNote';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import {
  AUTHS,
  AUTH_WORDS,
  checkTyped,
  toAdd,
  toChange,
  toForm,
  type Auth,
  type Connection,
  type Typed,
} from './connections';

interface Dialog {
  /** The one that is changed; null for a new one. */
  known: Connection | null;
  close: () => void;
}

export function ConnectionDialog({ known, close }: Dialog) {
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={known ? `Change ${known.name}` : 'Add a connection'}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Form known={known} close={close} />
    </Modal>
  );
}

function Form({ known, close }: Dialog) {
  const [auth, setAuth] = useState<Auth>(known?.auth ?? 'bearer');
  const words = AUTH_WORDS[auth];
  const send = async (typed: Typed) => {
    const change = known ? toChange(known, typed) : null;
    if (!known) {
      const { undo } = await call('connection.add', toAdd(typed));
      say(`${typed.name.trim()} is added; test it`, undo);
    } else if (change) {
      const { undo } = await call('connection.change', change);
      const secret = 'secret' in change;
      // The secret of before is not kept: taking back would only seem to bring it again.
      say(`${known.name} is changed`, secret ? null : undo);
    }
    close();
  };
  const { form, busy, problem, submit } = useCommandForm<Typed>({
    initial: toForm(known),
    check: (typed) => checkTyped(typed, known),
    send,
  });
  const field = (path: keyof Typed) => ({ key: form.key(path), ...form.getInputProps(path) });
  const flag = (path: keyof Typed) => ({
    key: form.key(path),
    ...form.getInputProps(path, { type: 'checkbox' }),
  });
  const kept = known?.has_secret && known.auth === auth;
  const typing = field('auth');
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {known ? null : (
          <TextInput
            {...field('name')}
            label="Name"
            description="How automations call it."
            placeholder="shop"
            spellCheck={false}
            autoCapitalize="off"
            data-autofocus
            withAsterisk
          />
        )}
        <TextInput
          {...field('base_url')}
          label="Address"
          description="Every call goes below it."
          placeholder="https://api.shop.example/v2"
          inputMode="url"
          spellCheck={false}
          autoCapitalize="off"
          withAsterisk
        />
        <Select
          {...typing}
          label="What it knows us by"
          description="Its documentation says which."
          data={[...AUTHS]}
          allowDeselect={false}
          onChange={(next: string | null) => {
            typing.onChange(next);
            if (next) setAuth(next as Auth);
          }}
        />
        {words.name ? (
          <TextInput
            {...field('auth_name')}
            label={words.name}
            autoComplete="off"
            spellCheck={false}
            withAsterisk
          />
        ) : null}
        {words.secret ? (
          <PasswordField
            {...field('secret')}
            label={words.secret}
            autoComplete="off"
            placeholder={kept ? 'Kept; type to replace it' : ''}
            description="Kept sealed, sent to this system alone, and never shown again."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            withAsterisk={!kept}
          />
        ) : null}
        <Checkbox
          {...flag('inside')}
          label="It stands in our own network"
          description="Only then private addresses and http:// are reached."
        />
        <Checkbox
          {...flag('idempotent')}
          label="It takes the same call twice without harm"
          description="Its documentation speaks of an Idempotency-Key. Then a call nobody knows the fate of is sent again by itself; else a person decides."
        />
        <NumberInput
          {...field('calls_per_second')}
          label="Calls a second, at most"
          description="What waits leaves one after the other. Its documentation may speak of a rate limit."
          min={1}
          max={1000}
          allowDecimal={false}
          maw={280}
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Text size="xs" c="dimmed">
          An automation that calls it is read by a second person before it acts, where there is one.
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            Not now
          </Button>
          <Button type="submit" loading={busy}>
            {known ? 'Save' : 'Add it'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
