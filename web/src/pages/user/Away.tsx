// From when to when somebody is away, and what lies with them meanwhile, to be handed over.
import { Anchor, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { NeedsView } from '../../api/line';
import { useView } from '../../api/query';
import type { components } from '../../api/schema';
import { useStaff } from '../../api/staff';
import { recordPath } from '../../shell/records';
import { ProblemNote } from '../../ui/ProblemNote';
import { When } from '../../ui/When';
import { act } from '../../ui/act';

type Absences = components['schemas']['AbsenceList'];
type Days = components['schemas']['Days'];

interface Whose {
  id: string;
  stand_in: string | null;
  /** The person themselves, not somebody who manages the staff. */
  own: boolean;
}

export function Away({ user }: { user: Whose }) {
  const all = useView<Absences>('/absences', { nouns: ['setting', 'absence'] });
  if (all.error && !all.data) return <ProblemNote problem={all.error} again={() => void all.refetch()} />;
  if (!all.data) return null;
  const away = all.data.items.find((one) => one.user === user.id);
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <Title order={2} mb="xs">
        Away
      </Title>
      <Stack gap="md">
        <Meanwhile user={user} />
        <Dates key={away ? `${away.days.from} ${away.days.until}` : ''} user={user} days={away?.days} />
        {away ? <Holds user={user} /> : null}
      </Stack>
    </Paper>
  );
}

function Meanwhile({ user }: { user: Whose }) {
  const instead = useStaff().nameOf(user.stand_in) ?? 'an administrator';
  return (
    <Text size="sm" c="dimmed">
      {user.own ? 'While you are away' : 'While they are away'}, new tasks, questions, exceptions and word of
      customers go to {instead}, and leads are shared out among the others.
    </Text>
  );
}

function Dates({ user, days }: { user: Whose; days: Days | undefined }) {
  const [from, setFrom] = useState(days?.from ?? '');
  const [until, setUntil] = useState(days?.until ?? '');
  const tell = (absence: Days | null, done: string) =>
    user.own
      ? act('absence.change_own', { absence }, { done })
      : act('absence.change', { user: user.id, absence }, { done });
  const wrong = from && until && until < from ? 'The last day comes after the first.' : undefined;
  const same = from === days?.from && until === days?.until;
  return (
    <Group align="flex-end" gap="sm">
      <TextInput
        label="First day away"
        type="date"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        label="Last day away"
        type="date"
        value={until}
        error={wrong}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={!from || !until || !!wrong || same}
        onClick={() => void tell({ from, until }, 'Saved')}
      >
        {days ? 'Change it' : 'Be away then'}
      </Button>
      {days ? (
        <Button variant="subtle" onClick={() => void tell(null, user.own ? 'You are here' : 'They are here')}>
          Not away any more
        </Button>
      ) : null}
    </Group>
  );
}

function Holds({ user }: { user: Whose }) {
  const until = new Date(Date.now() + 366 * 86_400_000).toISOString().slice(0, 10);
  const { data } = useView<NeedsView>('/desk/needs', {
    query: { of: user.id, until: `${until}T00:00:00Z`, limit: 200 },
    nouns: ['*'],
  });
  if (!data) return null;
  if (data.items.length === 0)
    return <Text size="sm">Nothing lies with {user.own ? 'you' : 'them'} that waits for somebody.</Text>;
  return (
    <div>
      <Text size="sm" fw={550} mb="xs">
        {data.due} {data.due === 1 ? 'thing lies' : 'things lie'} with {user.own ? 'you' : 'them'} already;
        open each to hand it over
      </Text>
      <Stack gap={6} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {data.items.map(({ id, title, what, at }) => (
          <Text key={`${id} ${what} ${at}`} component="li" size="sm">
            <Anchor
              component={Link}
              to={id.startsWith('exception_') ? '/exceptions' : (recordPath(id) ?? '/approvals')}
            >
              {title}
            </Anchor>{' '}
            <Text span size="xs" c="dimmed">
              {title === what ? '' : `${what} · `}due <When at={at} />
            </Text>
          </Text>
        ))}
      </Stack>
    </div>
  );
}
