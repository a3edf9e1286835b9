// What leaves until tomorrow evening: the mails that wait, and what automations will write until then, in one list.
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useBusiness, useSession } from '../../api/session';
import { useUpTo } from '../../api/query';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { useComing } from './coming';
import type { useOutbox } from './entries';
import { dueByTomorrow } from './leaving';
import { Rows } from './Rows';

/** So many waiting mails are looked through for those that leave soon, a page of the server at a time. */
const LOOKED_THROUGH = 2_000;
const EVERY_PAGE = Number.MAX_SAFE_INTEGER;

export function Soon({ outbox }: { outbox: ReturnType<typeof useOutbox> }) {
  const { user } = useSession();
  const business = useBusiness();
  const zone = user.zone ?? business.zone;
  const now = new Date();
  const coming = useComing(now, zone, true);
  const [every, setEvery] = useState(false);
  const loaded = outbox.rows.length;
  useUpTo(LOOKED_THROUGH, outbox);
  useUpTo(EVERY_PAGE, { ...coming, rows: coming.pages });
  if (outbox.pending || coming.pending) return <WaitingRows count={6} height={76} />;
  if (outbox.problem && !loaded) return <ProblemNote problem={outbox.problem} again={outbox.again} />;
  const due = dueByTomorrow(outbox.rows, now, zone);
  const likely = coming.rows.filter((one) => one.likely || one.left_out);
  const others = coming.rows.length - likely.length;
  const shown = every ? coming.rows : likely;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Mails that wait, and what automations will write before midnight of tomorrow if nothing happens until
        then, the first to leave first. What must not leave is kept back or left out by one press.
      </Text>
      {coming.stopped ? (
        <Alert color="orange" variant="light" mb="sm" title="Everything automatic stands still">
          What automations would write waits until it goes on.
        </Alert>
      ) : null}
      {coming.problem ? <ProblemNote problem={coming.problem} again={coming.again} /> : null}
      {due.length + shown.length ? (
        <Rows entries={due} coming={shown} />
      ) : (
        <EmptyState
          icon={IconSend}
          title={
            outbox.more || coming.cut
              ? 'None among those looked through'
              : 'Nothing leaves by tomorrow evening'
          }
          hint="What an automation or a person asks for until then appears here by itself."
        />
      )}
      <Group mt="sm" justify="space-between">
        <Text size="sm" c="dimmed" role="status" className="num">
          {due.length.toLocaleString()} waiting, {likely.length.toLocaleString()} to be written
          {outbox.more || coming.cut || coming.notLookedAt
            ? '; not everything was looked through, there is more'
            : ''}
        </Text>
        {others ? (
          <Button size="xs" variant="subtle" onClick={() => setEvery(!every)}>
            {every
              ? 'Only what is likely'
              : `Show ${others.toLocaleString()} that come only if something changes`}
          </Button>
        ) : null}
      </Group>
    </>
  );
}
