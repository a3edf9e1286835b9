// What needs me: seven, the earliest first, each with one button; the others where they are asked for.
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconSun } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
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

const FIRST = 7;
/** As many as the desk tells at once. */
const MOST = 200;

export function Needs() {
  const [all, setAll] = useState(false);
  const { data, error, refetch } = useView<NeedsView>('/desk/needs', {
    query: { mine: true, limit: all ? MOST : FIRST },
    nouns: ['*'],
  });
  if (error && !data) return <ProblemNote problem={error} again={() => void refetch()} />;
  if (!data) return <WaitingRows count={3} height={56} />;
  if (data.items.length === 0) return <Nothing />;
  return <Shown data={data} more={all ? null : () => setAll(true)} />;
}

/** `more` asks for the others; null where they were. */
function Shown({ data, more }: { data: NeedsView; more: (() => void) | null }) {
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
      {rest > 0 && more ? (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={more}>
          {rest === 1 ? 'Show one more, due by tomorrow' : `Show ${rest} more, due by tomorrow`}
        </Button>
      ) : null}
      {rest > 0 && !more ? (
        <Text size="sm" c="dimmed" mt="xs">
          {rest} more wait behind these
        </Text>
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
