// The address another program calls: made here, shown once, and who has called it.
import { Alert, Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { CopyLink } from '../../ui/CopyLink';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';

interface HookLog {
  made_at: string | null;
  calls: HookCall[];
}

interface HookCall {
  received_at: string;
  state: 'waiting' | 'started' | 'refused';
  reason: string | null;
}

const STATES: Record<HookCall['state'], string> = {
  waiting: 'Waits',
  started: 'Started a run',
  refused: 'Refused',
};

export function HookPanel({ automation }: { automation: string }) {
  const may = useMay('automation.renew_hook');
  const log = useView<HookLog>(`/automations/${automation}/hook`, { nouns: ['automation', 'run'] });
  const [address, setAddress] = useState<string | null>(null);
  const make = async (again: boolean) => {
    const text = 'Whoever calls the present address is turned away from now on.';
    if (again && !(await confirm({ title: 'Make a new address?', text, verb: 'Make a new one' }))) return;
    const made = await act<{ url: string }>(
      'automation.renew_hook',
      { automation },
      { done: 'The address is made' },
    );
    if (made) setAddress(made.url);
    await log.refetch();
  };
  const known = log.data;
  return (
    <Block title="The address another program calls">
      {log.error ? <ProblemNote problem={log.error} again={() => void log.refetch()} /> : null}
      {known ? null : <WaitingRows count={2} />}
      <Stack gap="sm">
        {address ? (
          <Alert color="blue" variant="light" title="Copy it now: it is not shown again">
            <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
              {address}
            </Code>
            <Text size="sm" my="xs">
              Send JSON to it by POST; whoever knows it can start this automation. An Idempotency-Key makes a
              second call with the same key harmless.
            </Text>
            <CopyLink value={address} label="Copy address" />
          </Alert>
        ) : known ? (
          <Text size="sm">
            {known.made_at ? (
              <>
                Made <When at={known.made_at} />; the address itself was shown once.
              </>
            ) : (
              'It has no address yet.'
            )}
          </Text>
        ) : null}
        {known && may ? (
          <Group>
            <Button
              variant={known.made_at ? 'default' : 'filled'}
              size="xs"
              onClick={() => void make(known.made_at !== null)}
            >
              {known.made_at ? 'Make a new address' : 'Make the address'}
            </Button>
          </Group>
        ) : null}
        {known?.calls.length ? <Calls calls={known.calls} /> : null}
      </Stack>
    </Block>
  );
}

function Calls({ calls }: { calls: readonly HookCall[] }) {
  return (
    <Table aria-label="The latest calls">
      <Table.Tbody>
        {calls.map(({ received_at, state, reason }) => (
          <Table.Tr key={received_at + state}>
            <Table.Td>
              <When at={received_at} />
            </Table.Td>
            <Table.Td>
              {STATES[state]}
              {reason ? `: ${reason}` : ''}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
