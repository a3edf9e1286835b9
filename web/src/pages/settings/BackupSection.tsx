// Settings: whether there is a backup that was proved, what went wrong since, and one made now.
import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { asProblem, type Problem } from '../../api/problem';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { say } from '../../ui/toast';

interface Made {
  made_at: string;
  data: string;
  keyring: string;
  bytes: number;
  entries: number;
  restored: boolean;
  encrypted: boolean;
}

interface Backups {
  under_way: boolean;
  last: Made | null;
  failed: { at: string; why: string } | null;
  folder: string | null;
  keep: number;
  hour: string;
}

const size = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export function BackupSection() {
  const seen = useView<Backups>('/backups', { nouns: ['setting'] });
  if (seen.error && !seen.data) return <ProblemNote problem={seen.error} again={() => void seen.refetch()} />;
  if (!seen.data) return <WaitingLines count={6} />;
  return (
    <>
      <Stand backups={seen.data} />
      <Paper p={{ base: 'md', sm: 'lg' }} component="section">
        <Title order={2} mb="xs">
          Every night
        </Title>
        <Stack gap="sm">
          <Text size="sm">
            At {seen.data.hour} on your clock the program makes a backup, restores it beside itself to prove
            it, and keeps the newest {seen.data.keep} nights. It is encrypted: only your master key opens it.
            Copy the folder to another place, and keep the master key in a third. Without it no backup can be
            restored.
          </Text>
          {seen.data.folder ? (
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              On the server: {seen.data.folder}
            </Text>
          ) : null}
          <Now underWay={seen.data.under_way} />
        </Stack>
      </Paper>
    </>
  );
}

/** Whether one could go back to last night: what somebody wants to know here. */
function Stand({ backups: { failed, last } }: { backups: Backups }) {
  if (failed) {
    return (
      <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle />} title="The backup failed">
        <When at={failed.at} />: {failed.why}{' '}
        {last ? (
          <>
            The last good one was made <When at={last.made_at} />.
          </>
        ) : (
          'There is no good one yet.'
        )}
      </Alert>
    );
  }
  if (!last) {
    return (
      <Alert color="orange" variant="light" icon={<IconAlertTriangle />} title="There is no backup yet">
        The first one is made in the coming night, or now.
      </Alert>
    );
  }
  return (
    <Alert color="teal" variant="light" icon={<IconCircleCheck />} title="There is a good backup">
      Made <When at={last.made_at} />, {size.format(last.bytes / 1e6)} MB, {last.entries} journal entries
      proved
      {last.restored ? ' on the restored copy' : '; the dump was read through, not restored'}.{' '}
      {last.encrypted
        ? 'Encrypted.'
        : 'Not encrypted: an older version made it, and whoever has the file can read it.'}
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {last.data} and {last.keyring}
      </Text>
    </Alert>
  );
}

function Now({ underWay }: { underWay: boolean }) {
  const may = useMay('backup.run');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!may) return null;
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await call<Backups>('backup.run', {});
      say('A backup is being made');
    } catch (cause) {
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  return (
    <>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end">
        <Button variant="default" loading={busy} disabled={underWay} onClick={() => void run()}>
          {underWay ? 'A backup is being made' : 'Back up now'}
        </Button>
      </Group>
    </>
  );
}
