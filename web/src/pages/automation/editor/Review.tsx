// A version that waits for a second person: why, and their yes or no to exactly this text.
import { Alert, Button, Group, Text } from '@mantine/core';
import { useMay } from '../../../api/session';
import { act } from '../../../ui/act';
import { ask } from '../../../ui/ask';
import type { VersionLine, WholeAutomation } from '../shapes';

interface Reviewing {
  automation: WholeAutomation;
  version: VersionLine;
  show: () => void;
}

export function Review({ automation, version: { number, sha256, risks }, show }: Reviewing) {
  const may = useMay('automation.review');
  const body = { automation: automation.id, version: number, sha256 };
  const approve = () =>
    void act('automation.review', { ...body, decision: 'approve' }, { done: `Version ${number} is in use` });
  const giveBack = async () => {
    const reason = await ask({
      title: `Return version ${number}?`,
      text: 'The version in use stays in use.',
      label: 'Why',
      usual: ['It writes too often', 'The text does not fit', 'It reaches too many'],
      verb: 'Return it',
    });
    if (reason)
      await act(
        'automation.review',
        { ...body, decision: 'return', reason },
        { done: `Version ${number} is returned` },
      );
  };
  return (
    <Alert color="orange" variant="light" title={`Version ${number} waits for a second person`}>
      <Text size="sm" mb="sm">
        {risks.length ? `Because: ${risks.join('; ')}. ` : ''}Until then the version in use acts. Whoever
        published it cannot approve it.
      </Text>
      <Group gap="sm">
        <Button variant="default" onClick={show}>
          Compare it
        </Button>
        {may ? (
          <>
            <Button variant="default" onClick={() => void giveBack()}>
              Return it
            </Button>
            <Button onClick={approve}>Approve version {number}</Button>
          </>
        ) : null}
      </Group>
    </Alert>
  );
}
