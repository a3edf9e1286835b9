// One notification at the address a push and a mail lead to: it is seen by being opened, and leads on to its record.
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { call } from '../../api/call';
import { heading, type NotificationView } from '../../api/notifications';
import { useView } from '../../api/query';
import { nounLabel, recordPath } from '../../shell/records';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { inWords, StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { When } from '../../ui/When';

interface Whole extends NotificationView {
  ways: { by: 'push' | 'staff_mail' | 'staff_sms'; state: string; note: string | null }[];
}

const PLACES: Record<string, string> = {
  exception: '/exceptions',
  approval: '/approvals',
  late: '/line',
  report: '/line/week',
};

export function Page() {
  const { notification: id } = useParams({ strict: false }) as { notification: string };
  const seen = useView<Whole>(`/notifications/${id}`);
  const state = seen.data?.state;
  const told = useRef('');
  useEffect(() => {
    if (state !== 'new' || told.current === id) return;
    told.current = id;
    // What cannot be marked stays new: the bell goes on saying so.
    void call('notification.see', { notifications: [id] }).catch(() => undefined);
  }, [state, id]);
  const above = (
    <Text size="sm" mb={2}>
      <Link to="/notifications" className="quiet-link">
        Notifications
      </Link>
    </Text>
  );
  if (!seen.data) {
    return (
      <>
        <PageHead title="Notification" above={above} />
        {seen.error ? (
          <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
        ) : (
          <WaitingRecord />
        )}
      </>
    );
  }
  const { kind, subject } = seen.data;
  // whoever was asked for a yes is led to what waits for it, not to the word of it
  if (kind === 'approval' && subject)
    return <Navigate to={`/approvals/${subject}` as '/approvals'} replace />;
  return (
    <>
      <PageHead title={heading(seen.data)} above={above} sub={<When at={seen.data.made_at} />}>
        <Onward one={seen.data} />
      </PageHead>
      <Paper p="md" component="section" aria-label="What it says">
        <Stack gap="xs">
          <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
            {seen.data.text || 'Open it to see the rest.'}
          </Text>
          {seen.data.urgent ? <StatusBadge state="overdue" label="Urgent" /> : null}
          <Ways whole={seen.data} />
        </Stack>
      </Paper>
    </>
  );
}

function Onward({ one }: { one: NotificationView }) {
  const path = one.subject ? recordPath(one.subject) : PLACES[one.kind];
  if (!path) return null;
  const list = one.kind === 'report' ? 'Open the week' : 'Open the list';
  const label = one.subject ? `Open the ${nounLabel(one.subject).toLowerCase()}` : list;
  return (
    <Button component={Link} to={path}>
      {label}
    </Button>
  );
}

const BY = { push: 'Push', staff_mail: 'Mail', staff_sms: 'SMS' };

function Ways({ whole: { ways } }: { whole: Whole }) {
  if (!ways.length) {
    return (
      <Text size="xs" c="dimmed">
        It came to you in the app alone.
      </Text>
    );
  }
  return (
    <Group gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="How it went to you">
      {ways.map(({ by, state, note }, at) => (
        <Text key={at} size="xs" c="dimmed" component="li">
          {BY[by]}: {inWords(state).toLowerCase()}
          {note && state !== 'done' ? ` (${note})` : ''}
        </Text>
      ))}
    </Group>
  );
}
