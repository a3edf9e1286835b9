// The records that one cause met and that are left: each with its context, all with the same decisions.
import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useList } from '../../api/query';
import { useMay } from '../../api/session';
import { nounLabel, recordPath } from '../../shell/records';
import { Block } from '../../ui/Block';
import { When } from '../../ui/When';
import { confirm } from '../../ui/confirm';
import type { Case, Exception } from './shapes';
import { isRuns, onlyWaits, steer, type How } from './steer';

const NOUNS = ['exception', 'run', 'mail'] as const;

export function Cases({ exception }: { exception: Exception }) {
  const list = useList<Case>(`/exceptions/${exception.id}/cases`, { nouns: NOUNS });
  if (!list.rows.length) return null;
  return (
    <Block title={`${exception.left.toLocaleString()} left of ${exception.count.toLocaleString()}`}>
      <ul className="needs" aria-label="What is left">
        {list.rows.map((one) => (
          <li key={one.id} className="need">
            <div style={{ minWidth: 0, flex: 1 }}>
              <Group gap={8}>
                <Context one={one} />
              </Group>
              <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
                {one.detail} · <When at={one.at} />
              </Text>
            </div>
          </li>
        ))}
      </ul>
      {list.more ? (
        <Button mt="sm" size="xs" variant="default" loading={list.loading} onClick={list.loadMore}>
          Load more
        </Button>
      ) : null}
    </Block>
  );
}

function Context({ one }: { one: Case }) {
  const ids = [...new Set([one.subject, one.contact, one.run])].filter((id) => id !== null);
  return ids.map((id) => {
    const path = recordPath(id);
    return path ? (
      <Link key={id} to={path}>
        {nounLabel(id)}
      </Link>
    ) : null;
  });
}

/** The decisions for all of them at once. */
export function ForAll({ exception }: { exception: Exception }) {
  const may = useMay('exception.retry');
  const [busy, setBusy] = useState(false);
  const runs = isRuns(exception);
  if (!may || exception.state !== 'open' || (!runs && exception.count < 2)) return null;
  const left = exception.left.toLocaleString();
  const all = exception.left === 1 ? 'it' : `all ${left}`;
  const go = async (how: How, title: string, text: string) => {
    if (!(await confirm({ title, text, verb: title.replace('?', ''), destroys: how === 'stop' }))) return;
    setBusy(true);
    await steer([exception], how);
    setBusy(false);
  };
  return (
    <>
      {runs ? (
        <>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            disabled={busy}
            onClick={() => void go('stop', `Stop ${all}?`, 'The runs end here. What they did stays done.')}
          >
            Stop {all}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={busy}
            onClick={() => void go('skip', `Skip the step of ${all}?`, 'The runs go on without it.')}
          >
            Skip the step
          </Button>
        </>
      ) : null}
      {onlyWaits(exception) ? null : (
        <Button
          size="xs"
          loading={busy}
          onClick={() =>
            void go('retry', `Try ${all} again?`, 'What goes to its recipient cannot be called back.')
          }
        >
          Try {all} again
        </Button>
      )}
    </>
  );
}
