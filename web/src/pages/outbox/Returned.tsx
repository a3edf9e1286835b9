// The newest mail about a record did not arrive: why, where it went, and the two steps that put it right.
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { MessageView } from '../../api/crm';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { When } from '../../ui/When';
import { act } from '../../ui/act';

interface Record {
  /** The record the mails speak of. */
  about: string;
  /** What it is called in a sentence, such as `invoice`. */
  noun: string;
  contact: string;
  /** The verb that sends it once more, with its input. */
  again?: { verb: string; body: { [name: string]: string } };
}

export function Returned({ about, ...record }: Record) {
  const { data } = useView<{ items: MessageView[] }>('/messages', {
    query: { about, limit: 5 },
    nouns: ['message'],
  });
  const newest = data?.items.find(({ direction }) => direction === 'out');
  if (!newest || !LOST.includes(newest.state)) return null;
  return <Trouble message={newest} {...record} />;
}

const LOST = ['bounced', 'skipped'];

function Trouble({ message, noun, contact, again }: Omit<Record, 'about'> & { message: MessageView }) {
  return (
    <Alert
      color="red"
      variant="light"
      mb="md"
      icon={<IconMailOff aria-hidden />}
      title={`The mail with this ${noun} did not arrive`}
    >
      <Stack gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          To {message.to_email ?? 'an address that is gone'}, <When at={message.settled_at ?? message.at} />
          {message.reason ? `: ${message.reason}` : '.'}
        </Text>
        <Group gap="sm">
          <Anchor component={Link} to={`/contacts/${contact}`} size="sm" underline="always">
            Correct the address
          </Anchor>
          {again ? <Again noun={noun} again={again} /> : null}
        </Group>
      </Stack>
    </Alert>
  );
}

function Again({ noun, again }: { noun: string; again: NonNullable<Record['again']> }) {
  const may = useMay(again.verb);
  if (!may) return null;
  return (
    <Button
      size="xs"
      variant="default"
      onClick={() => void act(again.verb, again.body, { done: `The ${noun} is on its way again` })}
    >
      Then send it again
    </Button>
  );
}
