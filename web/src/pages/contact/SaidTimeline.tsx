// Everything told about one person, newest first; about one of their records where one is named.
import { Anchor, Button, Center, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { EntryView } from '../../api/timeline';
import { useList } from '../../api/query';
import { recordPath } from '../../shell/records';
import { ProblemNote } from '../../ui/ProblemNote';
import { inWords } from '../../ui/StatusBadge';
import { Timeline, type TimelineEntry } from '../../ui/Timeline';
import { WaitingLines } from '../../ui/Waiting';
import { isTold, said } from './said';

const NOUNS = [
  'contact',
  'lead',
  'deal',
  'task',
  'note',
  'message',
  'consent',
  'intake',
  'project',
  'milestone',
  'brief',
];

export function SaidTimeline({ contact, about }: { contact: string; about?: string }) {
  const list = useList<EntryView>(`/contacts/${contact}/timeline`, { query: { limit: 50 }, nouns: NOUNS });
  if (list.pending) return <WaitingLines />;
  if (list.problem) return <ProblemNote problem={list.problem} again={list.again} />;
  const told = list.rows.filter(isTold);
  const rows = about ? told.filter((row) => row.subjects.some(({ id }) => id === about)) : told;
  return (
    <>
      {rows.length === 0 && !list.more ? (
        <Text size="sm" c="dimmed">
          Nothing has happened yet.
        </Text>
      ) : null}
      <Timeline label="What happened" entries={rows.map((row) => entryOf(row, about))} />
      {list.more ? (
        <Center>
          <Button variant="default" size="xs" loading={list.loading} onClick={list.loadMore}>
            Earlier
          </Button>
        </Center>
      ) : null}
    </>
  );
}

function entryOf(entry: EntryView, here: string | undefined): TimelineEntry {
  return {
    id: entry.id,
    at: entry.at,
    ...said(entry),
    by: <By entry={entry} here={here} />,
    detail: detail(entry),
  };
}

function detail(entry: EntryView) {
  const papers = entry.message?.papers.map((paper) => inWords(paper).toLowerCase()).join(', ');
  const attached = papers ? `(with ${papers} attached)` : null;
  const parts = [entry.message?.subject, entry.message?.excerpt, attached];
  const words = entry.note ?? parts.filter(Boolean).join('\n');
  return words ? <span style={{ whiteSpace: 'pre-line' }}>{words}</span> : null;
}

const DOER: Record<string, string> = {
  run: 'An automation',
  engine: 'By itself',
  nobody: 'They themselves',
  token: 'A program with a token',
  link: 'They themselves, by their link',
  contact: 'They themselves, by their link',
};

/** Who or what did it, and the record it speaks of where that is another one. */
function By({ entry, here }: { entry: EntryView; here: string | undefined }) {
  const other = entry.subjects.find(({ id, title }) => id !== here && title && recordPath(id));
  const to = other && recordPath(other.id);
  return (
    <>
      {entry.automation
        ? `Automation “${entry.automation}”`
        : (entry.by.name ?? DOER[entry.by.kind] ?? 'By itself')}
      {other && to ? (
        <>
          {' · '}
          <Anchor component={Link} to={to} size="xs" underline="always">
            {other.title}
          </Anchor>
        </>
      ) : null}
    </>
  );
}
