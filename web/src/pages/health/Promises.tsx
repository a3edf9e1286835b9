// What must hold whatever happens: looked at every half minute, and since when something does not.
import { Text } from '@mantine/core';
import { Block } from '../../ui/Block';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import type { HealthPromise } from './shapes';

const TITLE = 'What must hold';

export function Promises({ promises }: { promises: HealthPromise[] }) {
  return (
    <Block title={TITLE}>
      <ul className="needs" aria-label={TITLE}>
        {promises.map((promise) => (
          <li key={promise.code} className="need">
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
                {promise.title}
              </Text>
              <Text size="xs" c="dimmed" component="div">
                <Since promise={promise} />
              </Text>
            </div>
            <StatusBadge
              state={promise.broken_since ? 'failed' : 'active'}
              label={promise.broken_since ? 'Broken' : 'Holds'}
            />
          </li>
        ))}
      </ul>
    </Block>
  );
}

function Since({ promise: { at, broken_since: since } }: { promise: HealthPromise }) {
  if (since) {
    return (
      <>
        not since <When at={since} />
      </>
    );
  }
  return at ? (
    <>
      looked at <When at={at} />
    </>
  ) : (
    'not looked at yet'
  );
}
