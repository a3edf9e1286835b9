// One mail of the outbox: what, to whom, where it stands and why, with what can be done.
import { Button, Checkbox, Group, Menu, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/session';
import { recordPath } from '../../shell/records';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { WhyItWaits } from '../../ui/WhyItWaits';
import { act } from '../../ui/act';
import { ask } from '../../ui/ask';
import { confirm } from '../../ui/confirm';
import { WORDS, mayCancel, mayRelease, type Entry } from './entries';
import { keepBack, NOTHING_PERSONAL, USUAL } from './keep';

const TONE = {
  queued: 'waiting',
  sending: 'going',
  failed: 'bad',
  uncertain: 'bad',
  composed: 'quiet',
  done: 'good',
  skipped: 'quiet',
  cancelled: 'quiet',
} as const;

/** What a mail is called that has no message behind it. */
const NAMELESS = {
  mail: 'A mail',
  account_mail: 'A link for one of the staff',
  code_mail: 'A code to sign with',
  report_mail: 'A report for one of the staff',
} as const;

interface Row {
  entry: Entry;
  chosen: boolean;
  /** Where several can be chosen. */
  onChoose?: ((chosen: boolean) => void) | undefined;
}

export function EntryRow({ entry, chosen, onChoose }: Row) {
  const subject = entry.subject ?? NAMELESS[entry.kind];
  return (
    <li className="list-row">
      {onChoose ? (
        <Checkbox
          aria-label={`Choose: ${subject}, to ${entry.name ?? 'one of the staff'}`}
          checked={chosen}
          onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
        />
      ) : null}
      <div style={{ minWidth: 0, flex: '1 1 260px' }}>
        <Group gap={8} mb={2}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {subject}
          </Text>
          <StatusBadge state={entry.state} label={WORDS[entry.state]} tone={TONE[entry.state]} />
        </Group>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <WhyItWaits why={entry.why} until={entry.until} />
        </Text>
        <Text size="xs" c="dimmed" mt={2} component="div">
          <Reader entry={entry} />
          {entry.automated ? ' · by an automation' : null} · asked for <When at={entry.made_at} />
          {entry.attempts > 1 ? ` · tried ${entry.attempts} times` : null}
        </Text>
      </div>
      <Actions entry={entry} subject={subject} />
    </li>
  );
}

function Reader({ entry: { contact, name } }: { entry: Entry }) {
  const path = contact ? recordPath(contact) : undefined;
  if (!path) return <>{name ?? 'to one of the staff'}</>;
  return (
    <>
      to <Link to={path}>{name ?? 'somebody without a name'}</Link>
    </>
  );
}

function Actions({ entry, subject }: { entry: Entry; subject: string }) {
  const mayLet = useMay('mail.release') && mayRelease(entry.state);
  const mayKeep = useMay('mail.cancel') && mayCancel(entry.state);
  const maySay = useMay('mail.confirm') && entry.state === 'uncertain';
  if (!mayLet && !mayKeep && !maySay) return null;
  const release = async () => {
    if (entry.state !== 'queued') {
      const text =
        entry.state === 'uncertain'
          ? 'Nobody knows whether it arrived. If it did, they get it twice: ask them first.'
          : `It goes to ${entry.name ?? 'its recipient'} now. A mail that left cannot be called back.`;
      if (!(await confirm({ title: 'Let this mail leave?', text, verb: 'Send 1 mail' }))) return;
    }
    await act('mail.release', { key: entry.key }, { done: 'It leaves now' });
  };
  return (
    <Group gap="xs">
      {maySay ? (
        <Button
          size="xs"
          onClick={() => void act('mail.confirm', { key: entry.key }, { done: 'It counts as arrived' })}
        >
          It has arrived
        </Button>
      ) : null}
      {mayLet ? (
        <Button size="xs" variant="default" onClick={() => void release()}>
          {entry.state === 'queued' ? 'Send now' : 'Send again'}
        </Button>
      ) : null}
      {mayKeep ? <Keep entry={entry} subject={subject} /> : null}
    </Group>
  );
}

/** One press keeps back what still waits; who wants to say why finds the usual words beside it. */
function Keep({ entry, subject }: { entry: Entry; subject: string }) {
  const why = async () => {
    const reason = await ask({
      title: 'Keep this mail back?',
      text: `“${subject}” does not leave. Whoever asked for it is told why.`,
      label: 'Why it must not leave',
      hint: NOTHING_PERSONAL,
      usual: USUAL,
      verb: 'Keep it back',
      destroys: true,
    });
    if (reason) await keepBack([entry], reason);
  };
  const look = { size: 'xs', variant: 'subtle', color: 'red' } as const;
  if (entry.state !== 'queued') {
    return (
      <Button {...look} onClick={() => void why()}>
        Keep back
      </Button>
    );
  }
  return (
    <Group gap={0} wrap="nowrap">
      <Button {...look} onClick={() => void keepBack([entry])}>
        Keep back
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button {...look} px={6} aria-label={`Keep back and say why: ${subject}`}>
            <IconChevronDown size={15} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Keep it back, because</Menu.Label>
          {USUAL.map((words) => (
            <Menu.Item key={words} onClick={() => void keepBack([entry], words)}>
              {words}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => void why()}>Something else…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
