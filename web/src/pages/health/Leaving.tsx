// What waits to leave the house, of each kind; mail leads to its rows in the outbox.
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { inWords, StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import type { Health } from './shapes';

type Effect = Health['effects'][number];

const KINDS: Record<string, string> = {
  mail: 'Messages to customers',
  account_mail: 'Invitations and passwords',
  code_mail: 'Signing codes',
  staff_mail: 'Mail to the staff',
  report_mail: 'Reports to the staff',
  staff_sms: 'SMS to the staff',
  push: 'Push to the staff',
  paper: 'Papers',
};

export function Leaving({ health }: { health: Health }) {
  const waiting = health.effects.filter(({ waiting: n, uncertain, failed }) => n || uncertain || failed);
  return (
    <Block title="What leaves the house">
      {waiting.length ? (
        <ul className="needs" aria-label="What leaves the house">
          {waiting.map((effect) => (
            <li key={effect.kind} className="need">
              <div style={{ flex: 1, minWidth: 0 }}>
                <Text size="sm" fw={550}>
                  {KINDS[effect.kind] ?? inWords(effect.kind)}
                </Text>
                <Text size="xs" c="dimmed" component="div">
                  <Counted
                    effect={effect}
                    state="queued"
                    words={`${effect.waiting.toLocaleString()} waiting`}
                  />
                  {effect.oldest_at ? (
                    <>
                      , the oldest due <When at={effect.oldest_at} />
                    </>
                  ) : null}
                  {effect.failed ? (
                    <>
                      ,{' '}
                      <Counted
                        effect={effect}
                        state="failed"
                        words={`${effect.failed.toLocaleString()} failed in a day`}
                      />
                    </>
                  ) : null}
                  {effect.uncertain ? (
                    <>
                      ,{' '}
                      <Counted
                        effect={effect}
                        state="uncertain"
                        words={`${effect.uncertain.toLocaleString()} of which nobody knows`}
                      />
                    </>
                  ) : null}
                </Text>
              </div>
              {effect.uncertain ? (
                <StatusBadge state="unknown" label={`${effect.uncertain} uncertain`} />
              ) : (
                <StatusBadge
                  state={effect.waiting ? 'queued' : 'done'}
                  label={effect.waiting ? 'Waits' : 'Left'}
                />
              )}
            </li>
          ))}
        </ul>
      ) : (
        <Text size="sm" c="dimmed">
          Nothing waits: all that should leave has left.
        </Text>
      )}
    </Block>
  );
}

/** The outbox shows these; push, papers and mail to the staff have no rows there. */
const IN_OUTBOX = ['mail', 'account_mail', 'code_mail', 'report_mail'];

function Counted({ effect, state, words }: { effect: Effect; state: string; words: string }) {
  const may = useMay('outbox.list');
  const some = state !== 'queued' || effect.waiting > 0;
  if (!may || !some || !IN_OUTBOX.includes(effect.kind)) return <>{words}</>;
  return (
    <Link to="/outbox" search={{ state } as never}>
      {words}
    </Link>
  );
}
