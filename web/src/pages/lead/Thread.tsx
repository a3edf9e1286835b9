// What was said, newest first: theirs and ours, with what became of each message.
import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { MessageView } from '../../api/crm';
import { useList } from '../../api/query';
import { useStaff } from '../../api/staff';
import { nounLabel, recordPath } from '../../shell/records';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge, inWords } from '../../ui/StatusBadge';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';

export function Thread({ query }: { query: { lead: string } | { contact: string } }) {
  const list = useList<MessageView>('/messages', { query });
  if (list.pending) return <WaitingLines />;
  if (list.problem) return <ProblemNote problem={list.problem} again={list.again} />;
  if (list.rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing was said yet. Messages you send and answers you note stand here.
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      {list.rows.map((message) => (
        <Said key={message.id} message={message} />
      ))}
      {list.more ? (
        <Button variant="default" size="xs" loading={list.loading} onClick={list.loadMore}>
          Earlier
        </Button>
      ) : null}
    </Stack>
  );
}

/** `acknowledgement@3`, as people call it: which version it was stands on the page of the text. */
const textOf = (template: string) => inWords(template.replace(/@\d+$/, ''));

function Said({ message }: { message: MessageView }) {
  const { nameOf } = useStaff();
  const theirs = message.direction === 'in';
  const Sign = theirs ? IconArrowDownLeft : IconArrowUpRight;
  const who = theirs ? 'They' : (nameOf(message.by) ?? 'By itself');
  return (
    <Paper p="sm" bg={theirs ? 'var(--mantine-color-line-light)' : undefined} className="said">
      <Group justify="space-between" gap="xs" mb={message.text ? 4 : 0}>
        <Group gap={6}>
          <Sign size={16} aria-hidden />
          <Text size="sm" fw={550}>
            {who}
          </Text>
          <Text size="xs" c={theirs ? undefined : 'dimmed'}>
            {inWords(message.channel)}
            {message.template ? ` · ${textOf(message.template)}` : ''}
          </Text>
          <AboutRecord message={message} />
        </Group>
        <Group gap={8}>
          {theirs ? null : <StatusBadge state={message.state} label={wordOf(message)} />}
          <Text size="xs" c={theirs ? undefined : 'dimmed'} component="div">
            <When at={message.at} />
          </Text>
        </Group>
      </Group>
      {message.subject ? (
        <Text size="sm" fw={500}>
          {message.subject}
        </Text>
      ) : null}
      {message.text ? (
        <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {message.text}
        </Text>
      ) : null}
      {message.reason ? (
        <Text size="sm" c="var(--mantine-color-error)">
          {message.reason}
        </Text>
      ) : null}
    </Paper>
  );
}

/** The record it speaks of, and the papers that went with it. */
function AboutRecord({ message: { about, attach } }: { message: MessageView }) {
  const to = about ? recordPath(about) : null;
  const papers = attach.map((paper) => inWords(paper).toLowerCase()).join(', ');
  return (
    <>
      {about && to ? (
        <Anchor component={Link} to={to as '/'} size="xs">
          About this {nounLabel(about).toLowerCase()}
        </Anchor>
      ) : null}
      {papers ? (
        <Text size="xs" c="dimmed">
          with {papers} attached
        </Text>
      ) : null}
    </>
  );
}

/** A call was said, not delivered. */
function wordOf({ state, channel }: MessageView): string {
  if (state === 'accepted' && channel !== 'email') return 'Said';
  return WORD[state] ?? inWords(state);
}

const WORD: Record<string, string> = { accepted: 'Delivered', queued: 'On its way', skipped: 'Not sent' };
