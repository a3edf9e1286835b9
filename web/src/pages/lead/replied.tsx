// "They replied": one press notes that somebody answered, and stops whatever waits for their silence.
import { Button } from '@mantine/core';
import { IconMessageReply } from '@tabler/icons-react';
import type { Channel } from '../../api/crm';
import { useMay } from '../../api/session';
import { act } from '../../ui/act';
import { sayAnd } from '../../ui/toast';

export interface Whose {
  lead?: string | null;
  contact?: string;
}

/** By telephone where they called us first, else by mail. */
export function channelOf(door: string | null | undefined): Channel {
  return door === 'call' ? 'call' : 'email';
}

function bodyOf({ lead, contact }: Whose) {
  return lead ? { lead } : { contact };
}

export function theyReplied(whose: Whose, channel: Channel) {
  return act('message.log', { ...bodyOf(whose), channel, direction: 'in' }, { done: 'Their reply is noted' });
}

export function TheyReplied({ whose, channel }: { whose: Whose; channel: Channel }) {
  if (!useMay('message.log')) return null;
  return (
    <Button
      variant="light"
      leftSection={<IconMessageReply size={16} />}
      onClick={() => void theyReplied(whose, channel)}
    >
      They replied
    </Button>
  );
}

/** The same press in the toast after something was said to them. */
export function sayAndWait(words: string, whose: Whose, channel: Channel = 'email') {
  sayAnd(words, { label: 'They replied', run: () => void theyReplied(whose, channel) });
}
