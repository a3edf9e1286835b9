// What a version says beside another one: what is gone is struck out, what is new stands out, line by line.
import { Text } from '@mantine/core';
import { difference } from './difference';
import { CLASSES, type VersionView } from './text';

interface Beside {
  version: VersionView;
  /** What it is compared with; without, its words as they are. */
  other: VersionView | undefined;
}

const whole = ({ subject, body }: VersionView) => `${subject}\n\n${body}`;

export function Lines({ version, other = version }: Beside) {
  const lines = difference(whole(other), whole(version));
  const alike = lines.every(({ kind }) => kind === 'same');
  return (
    <>
      {other.class === version.class ? null : (
        <Text size="sm" mb="xs">
          {CLASSES[other.class]} became: {CLASSES[version.class]}
        </Text>
      )}
      {alike && other !== version ? (
        <Text size="sm" mb="xs">
          The words are the same.
        </Text>
      ) : null}
      <div className="text-lines">
        {lines.map(({ kind, text }, at) => {
          const Tag = kind === 'gone' ? 'del' : kind === 'added' ? 'ins' : 'span';
          // oxlint-disable-next-line react/no-array-index-key -- lines have no names and never move
          return <Tag key={at}>{text || '\u00a0'}</Tag>;
        })}
      </div>
    </>
  );
}
