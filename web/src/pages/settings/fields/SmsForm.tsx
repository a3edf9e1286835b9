// The form of an SMS gateway: a preset fills in what its documentation says; every part can be changed.
import { Button, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../../api/call';
import { PasswordField } from '../../../ui/PasswordField';
import { ProblemNote } from '../../../ui/ProblemNote';
import { useCommandForm } from '../../../ui/form';
import { say } from '../../../ui/toast';
import type { Connection } from '../connections';
import {
  PRESETS,
  checkTyped,
  presetOf,
  toConnection,
  toForm,
  toGateway,
  type Gateway,
  type Typed,
} from '../sms';

interface Setting {
  known: Gateway | null;
  connections: readonly Connection[];
  close: () => void;
}

/** Where the server's words about a gateway or its connection stand here. */
const place = (path: string) =>
  path
    .replace(/^gateway\./, '')
    .replace('yes.', 'yes_')
    .replace('auth_name', 'account');

export function SmsForm({ known, connections, close }: Setting) {
  const [preset, setPreset] = useState(presetOf(known ? 'other' : PRESETS[0]!.value));
  const [by, setBy] = useState(known?.connection ?? '');
  const send = async (typed: Typed) => {
    let connection = typed.connection;
    if (!connection) {
      connection = (await call<Connection>('connection.add', toConnection(typed))).answer.id;
      // A mistake further down must not add it once more.
      form.setFieldValue('connection', connection);
      setBy(connection);
    }
    const { undo } = await call('sms_gateway.change', { gateway: toGateway(typed, connection) });
    say('SMS are set up; send a test', undo);
    close();
  };
  const { form, busy, problem, submit } = useCommandForm<Typed>({
    initial: toForm(known),
    check: checkTyped,
    send,
    place,
  });
  const field = (path: keyof Typed) => ({ key: form.key(path), ...form.getInputProps(path) });
  const choose = (value: string | null) => {
    const next = presetOf(value ?? 'other');
    setPreset(next);
    form.setValues({ ...toForm(null, next), connection: by });
  };
  const connection = field('connection');
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {known ? null : (
          <Select
            label="Gateway"
            description={preset.hint}
            data={PRESETS.map(({ value, label }) => ({ value, label }))}
            value={preset.value}
            onChange={choose}
            allowDeselect={false}
          />
        )}
        {connections.length ? (
          <Select
            {...connection}
            label="Connection"
            data={[
              { value: '', label: 'A new one, called sms' },
              ...connections.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            allowDeselect={false}
            onChange={(next: string | null) => {
              connection.onChange(next ?? '');
              setBy(next ?? '');
            }}
          />
        ) : null}
        {by ? null : <NewConnection field={field} account={preset.account} secret={preset.secret} />}
        <TextInput
          {...field('sender')}
          label="Sender"
          description="A number, or a short name. Stands where {from} is."
          autoComplete="off"
        />
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          <Select {...field('method')} label="Method" data={['POST', 'PUT', 'GET']} allowDeselect={false} />
          <Select
            {...field('format')}
            label="Written as"
            data={[
              { value: 'json', label: 'JSON' },
              { value: 'form', label: 'A form' },
            ]}
            allowDeselect={false}
          />
          <TextInput {...field('path')} label="Path" spellCheck={false} autoCapitalize="off" withAsterisk />
        </SimpleGrid>
        <Textarea
          {...field('fields')}
          label="What is sent"
          description="{to} is the number, {text} the words, {from} the sender."
          autosize
          minRows={3}
          maxRows={14}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          withAsterisk
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            {...field('yes_at')}
            label="Where the answer says yes"
            description="Empty: any status of 200 to 299 is a yes."
            placeholder="/success"
            spellCheck={false}
            autoCapitalize="off"
          />
          <TextInput
            {...field('yes_is')}
            label="What stands there then"
            description="Such as 100."
            spellCheck={false}
            autoCapitalize="off"
          />
        </SimpleGrid>
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end" gap="sm">
          {known ? (
            <Button variant="default" onClick={close}>
              Not now
            </Button>
          ) : null}
          <Button type="submit" loading={busy}>
            {known ? 'Save' : 'Set up SMS'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface Fresh {
  field: (path: keyof Typed) => { key: string };
  account: string | null;
  secret: string;
}

function NewConnection({ field, account, secret }: Fresh) {
  const { key: urlKey, ...url } = field('base_url');
  const { key: accountKey, ...name } = field('account');
  const { key: secretKey, ...typed } = field('secret');
  return (
    <>
      <TextInput
        key={urlKey}
        {...url}
        label="Address"
        inputMode="url"
        spellCheck={false}
        autoCapitalize="off"
        withAsterisk
      />
      {account ? (
        <TextInput
          key={accountKey}
          {...name}
          label={account}
          autoComplete="off"
          spellCheck={false}
          withAsterisk
        />
      ) : null}
      <PasswordField key={secretKey} {...typed} label={secret} autoComplete="off" withAsterisk />
      <Text size="xs" c="dimmed">
        It is kept sealed, and never shown again.
      </Text>
    </>
  );
}
