// For the whole house: by which gateway SMS to the staff leave, and a real one to try it.
import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../../api/call';
import { useView } from '../../../api/query';
import { useMay, useSession } from '../../../api/session';
import { act } from '../../../ui/act';
import { confirm } from '../../../ui/confirm';
import { TrialOutcome, useTrial } from '../Trial';
import type { Connection, Tested } from '../connections';
import type { Gateway } from '../sms';
import { SmsForm } from './SmsForm';

export function SmsGateway() {
  const may = useMay('sms_gateway.change');
  const seen = useView<{ gateway: Gateway | null }>('/sms_gateway', { enabled: may });
  const list = useView<{ items: Connection[] }>('/connections', { enabled: may });
  const [changing, setChanging] = useState(false);
  if (!may || !seen.data || !list.data) return null;
  const { gateway } = seen.data;
  const connection = list.data.items.find(({ id }) => id === gateway?.connection);
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section" aria-label="SMS to the staff">
      <Title order={2} mb="md">
        SMS to the staff
      </Title>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          What is urgent reaches those by SMS who choose it and give their number, also when mail is what
          broke. Your gateway charges for each; one word takes two segments at most.
        </Text>
        {gateway ? (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            They leave by {connection?.name ?? 'a connection'}, {connection?.base_url}
            {gateway.path}
            {gateway.sender ? `, from ${gateway.sender}` : ''}.
          </Text>
        ) : null}
        {gateway && !changing ? <Tried /> : null}
        {changing || !gateway ? (
          <SmsForm known={gateway} connections={list.data.items} close={() => setChanging(false)} />
        ) : (
          <Deeds change={() => setChanging(true)} />
        )}
      </Stack>
    </Paper>
  );
}

function Deeds({ change }: { change: () => void }) {
  const remove = async () => {
    const text =
      'Urgent words come here, by push and by mail then. The connection stays; it can be set up again.';
    if (await confirm({ title: 'Send no more SMS?', text, verb: 'Send no more SMS', destroys: true }))
      await act('sms_gateway.change', { gateway: null }, { done: 'Nothing is sent by SMS any more' });
  };
  return (
    <Group gap="xs">
      <Button variant="default" onClick={change}>
        Change how SMS leave
      </Button>
      <Button variant="default" onClick={() => void remove()}>
        Send no more SMS
      </Button>
    </Group>
  );
}

function Tried() {
  const { phone } = useSession();
  const [to, setTo] = useState(phone ?? '');
  const { busy, came, problem, test } = useTrial(
    async () => (await call<Tested>('sms_gateway.test', { to: to.trim() })).answer,
  );
  return (
    <>
      <TrialOutcome came={came} problem={problem} title={titleOf} />
      <Group gap="sm" align="flex-end">
        <TextInput
          label="Send a test to"
          type="tel"
          placeholder="+49 170 1234567"
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button loading={busy} disabled={!to.trim()} onClick={() => void test()}>
          Send a test SMS
        </Button>
      </Group>
    </>
  );
}

const titleOf = ({ works }: Tested) => (works ? 'The gateway took it' : 'The gateway did not take it');
