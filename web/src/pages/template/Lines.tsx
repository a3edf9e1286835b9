// What a version says beside another one.
import { Text } from '@mantine/core';
import { TextLines } from '../../ui/TextLines';
import { CLASSES, type VersionView } from './text';

interface Beside {
  version: VersionView;
  /** What it is compared with; without, its words as they are. */
  other: VersionView | undefined;
}

const whole = ({ subject, body }: VersionView) => `${subject}\n\n${body}`;

export function Lines({ version, other = version }: Beside) {
  const [before, after] = [whole(other), whole(version)];
  return (
    <>
      {other.class === version.class ? null : (
        <Text size="sm" mb="xs">
          {CLASSES[other.class]} became: {CLASSES[version.class]}
        </Text>
      )}
      {before === after && other !== version ? (
        <Text size="sm" mb="xs">
          The words are the same.
        </Text>
      ) : null}
      <TextLines before={before} after={after} />
    </>
  );
}
