// One exception: what happened, whose it is, until when, the fix that is proposed, and its end with an outcome.
import { Button, Checkbox, Group, Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/session';
import { nounLabel, recordPath } from '../../shell/records';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { ask } from '../../ui/ask';
import { confirm } from '../../ui/confirm';
import { ForAll } from './Cases';
import { Mending } from '../automation/Mending';
import { Owner } from './Owner';
import { heading, leaves, type Exception, type Fix } from './shapes';
import { isRuns, onlyWaits } from './steer';

interface Card {
  exception: Exception;
  /** Where several can be chosen: whether this one is. */
  chosen?: boolean;
  onChoose?: (chosen: boolean) => void;
}

export function ExceptionCard({ exception, chosen = false, onChoose }: Card) {
  const open = exception.state === 'open';
  return (
    <Paper component="li" p="md" data-late={exception.late || undefined} className="exception-card">
      <Group justify="space-between" gap="xs" mb={4} align="flex-start">
        <Group gap="sm" wrap="nowrap" align="flex-start" style={{ flex: 1, minWidth: 0 }}>
          {open && onChoose ? (
            <Checkbox
              aria-label={`Choose: ${heading(exception)}`}
              checked={chosen}
              onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
              mt={3}
            />
          ) : null}
          <Text fw={600} component="h2" size="md" style={{ overflowWrap: 'anywhere' }}>
            <Link to={`/exceptions/${exception.id}` as '/exceptions'} className="card-link">
              {heading(exception)}
            </Link>
          </Text>
        </Group>
        {open ? (
          <StatusBadge
            state={exception.late ? 'overdue' : 'due'}
            label={exception.late ? 'Late' : 'Open'}
            tone={exception.late ? 'bad' : 'waiting'}
          />
        ) : (
          <StatusBadge state="closed" tone="good" />
        )}
      </Group>
      <Text size="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
        {exception.detail}
      </Text>
      {exception.outcome ? (
        <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
          What came of it: {exception.outcome}
        </Text>
      ) : null}
      <Text size="xs" c="dimmed" mt={6} component="div">
        <Context exception={exception} />
        <Place code={exception.code} />
        raised <When at={exception.raised_at} />
        {exception.count > 1 ? (
          <>
            , last seen <When at={exception.last_at} />, {exception.left.toLocaleString()} left
          </>
        ) : null}
        {open ? (
          <>
            , to be settled <When at={exception.due_at} />
          </>
        ) : (
          <>
            , closed <When at={exception.closed_at} />
          </>
        )}{' '}
        · {exception.code}
      </Text>
      <Deeds exception={exception} open={open} />
    </Paper>
  );
}

/** Where trouble that is about no record is mended. */
const MENDED_AT: readonly [prefix: string, to: string, words: string][] = [
  ['mail.not_set_up', '/settings/mail', 'Mail settings'],
  ['mail.refused', '/settings/mail', 'Mail settings'],
  ['mail.unreachable', '/settings/mail', 'Mail settings'],
  ['mail.', '/outbox', 'Outbox'],
  ['http.', '/settings/connections', 'Connections'],
  ['automation.stuck', '/health', 'Health'],
  ['door.silent', '/health', 'Health'],
  ['automation.silent', '/health', 'Health'],
  ['channel.silent', '/health', 'Health'],
  ['worker.silent', '/health', 'Health'],
  ['effect.late', '/health', 'Health'],
];

function Place({ code }: { code: string }) {
  const place = MENDED_AT.find(([prefix]) => code.startsWith(prefix));
  if (!place) return null;
  const [, to, words] = place;
  return (
    <>
      <Link to={to}>{words}</Link>
      {' · '}
    </>
  );
}

function Context({ exception }: { exception: Exception }) {
  const ids = [...new Set([exception.subject, exception.contact, exception.run])].filter((id) => id !== null);
  return ids.map((id) => {
    const path = recordPath(id);
    return path ? (
      <span key={id}>
        <Link to={path}>{nounLabel(id)}</Link>
        {' · '}
      </span>
    ) : null;
  });
}

function Deeds({ exception, open }: { exception: Exception; open: boolean }) {
  const mayClose = useMay('exception.close');
  const close = async () => {
    const outcome = await ask({
      title: 'Close this exception?',
      text: exception.title,
      label: 'What came of it',
      hint: 'An exception closes only with an outcome; it stays on record. No personal details.',
      usual: ['Done by hand', 'Settled with the customer', 'No longer needed'],
      verb: 'Close it',
    });
    if (outcome)
      await act('exception.close', { exception: exception.id, outcome }, { done: 'The exception is closed' });
  };
  return (
    <Group justify="space-between" mt="sm" gap="sm">
      <Owner exception={exception} open={open} />
      {open ? (
        <Group gap="xs">
          {mayClose ? (
            <Button size="xs" variant="default" onClick={() => void close()}>
              Close with an outcome
            </Button>
          ) : null}
          {exception.run && isRuns(exception) ? <Mending run={exception.run} /> : null}
          <ForAll exception={exception} />
          {exception.fix && proposes(exception) ? <Mend fix={exception.fix} /> : null}
        </Group>
      ) : null}
    </Group>
  );
}

/** Of runs that are stuck the buttons for all of them say it; one that only waits has its own answer. */
const proposes = (exception: Exception) =>
  !isRuns(exception) || (onlyWaits(exception) && exception.count === 1);

function Mend({ fix }: { fix: Fix }) {
  const may = useMay(fix.verb);
  const label = fix.label ?? 'Do what is proposed';
  if (!may) return null;
  const press = async (more: Record<string, unknown> = {}) => {
    const text = 'Something goes to its recipient now. What left cannot be called back.';
    if (leaves(fix) && !(await confirm({ title: `${label}?`, text, verb: label }))) return;
    await act(fix.verb, { ...fix.body, ...more }, { done: `${label}: done` });
  };
  if (!fix.answers?.length) {
    return (
      <Button size="xs" onClick={() => void press()}>
        {label}
      </Button>
    );
  }
  return fix.answers.map((answer) => (
    <Button key={answer} size="xs" variant="light" onClick={() => void press({ answer })}>
      {answer.replaceAll('_', ' ')}
    </Button>
  ));
}
