// What needs me: at most seven, the earliest first, each with one button.
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconSun } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { nounOfId } from '../../api/nouns';
import type { Need, NeedsView } from '../../api/line';
import { useView } from '../../api/query';
import { NounSign } from '../../shell/NounSign';
import { recordPath } from '../../shell/records';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { Whose } from '../line/Whose';
import { useTitles } from '../line/titles';

const MOST = 7;

export function Needs() {
  const { data, error, refetch } = useView<NeedsView>('/desk/needs', {
    query: { mine: true, limit: MOST },
    nouns: ['*'],
  });
  if (error && !data) return <ProblemNote problem={error} again={() => void refetch()} />;
  if (!data) return <WaitingRows count={3} height={56} />;
  if (data.items.length === 0) return <Nothing />;
  return <Shown data={data} />;
}

function Shown({ data }: { data: NeedsView }) {
  const titleOf = useTitles(data.items, ({ title, id }) =>
    data.items.some((need) => need.id === id && need.what === title),
  );
  const rest = data.due - data.items.length;
  return (
    <>
      <Paper component="ol" className="needs">
        {data.items.map((need) => (
          <One key={`${need.id} ${need.what} ${need.at}`} need={{ ...need, title: titleOf(need) }} />
        ))}
      </Paper>
      {rest > 0 ? (
        <Button component={Link} to="/tasks" variant="subtle" size="compact-sm" mt="xs">
          {rest} more are due by tomorrow
        </Button>
      ) : null}
    </>
  );
}

function One({ need }: { need: Need }) {
  const { id, title, what, at, late, who } = need;
  const same = title === what || nounOfId(id) === 'task';
  return (
    <li className="need">
      <span className="need-sign">
        <NounSign id={id} />
      </span>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={550} truncate>
          <Whose title={same ? what : title} who={who} />
        </Text>
        <Text size="xs" c={late ? 'var(--mantine-color-error)' : 'dimmed'} component="div">
          {same ? '' : `${what} · `}
          {late ? 'late, was due ' : 'due '}
          <When at={at} />
        </Text>
      </div>
      <NeedButton need={need} />
    </li>
  );
}

function NeedButton({ need: { id, title, what, who } }: { need: Need }) {
  const noun = nounOfId(id);
  if (noun === 'task') {
    return (
      <Button
        size="xs"
        variant="default"
        onClick={() => void act('task.done', { task: id }, { done: `Done: ${what}` })}
      >
        Done
      </Button>
    );
  }
  const to = noun === 'intake' ? '/leads/doubtful' : noun === 'exception' ? '/exceptions' : recordPath(id);
  if (!to) return null;
  return (
    <Button
      size="xs"
      variant="default"
      component={Link}
      to={to}
      aria-label={`Open ${who && who !== title ? `${title}, ${who}` : title}: ${what}`}
    >
      Open
    </Button>
  );
}

function Nothing() {
  return (
    <Paper p="md">
      <Group gap="sm" wrap="nowrap">
        <IconSun size={24} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
        <Stack gap={0}>
          <Text fw={550} size="sm">
            Nothing needs you until tomorrow
          </Text>
          <Text size="sm" c="dimmed">
            Tasks, open questions and exceptions with your name stand here when they are due.
          </Text>
        </Stack>
      </Group>
    </Paper>
  );
}
