// Writing down what was said elsewhere: who spoke, how, and the words. It counts like a message.
import { Button, Group, SegmentedControl, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import type { Channel } from '../../api/crm';
import { asProblem, type Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import { ProblemNote } from '../../ui/ProblemNote';
import { say } from '../../ui/toast';

const HOW: { value: Channel; label: string }[] = [
  { value: 'call', label: 'Call' },
  { value: 'meeting', label: 'Visit or meeting' },
  { value: 'email', label: 'Email' },
  { value: 'sms', label: 'SMS' },
  { value: 'chat', label: 'Chat' },
  { value: 'letter', label: 'Letter' },
];

export function NoteSaid({ to }: { to: { lead?: string; contact: string } }) {
  const [channel, setChannel] = useState<Channel>('call');
  const [direction, setDirection] = useState('out');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  if (!useMay('message.log')) return null;
  const keep = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const whom = to.lead ? { lead: to.lead } : { contact: to.contact };
      await call('message.log', { ...whom, channel, direction, text: text.trim() || null });
      setText('');
      say(direction === 'in' ? 'Their reply is noted' : 'Noted: they were answered');
    } catch (cause) {
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <SegmentedControl
          aria-label="Who spoke"
          value={direction}
          onChange={setDirection}
          data={[
            { value: 'out', label: 'We spoke to them' },
            { value: 'in', label: 'They spoke to us' },
          ]}
        />
        <Select
          aria-label="How"
          data={HOW}
          value={channel}
          onChange={(next) => setChannel((next ?? 'call') as Channel)}
          allowDeselect={false}
          w={170}
        />
      </Group>
      <Textarea
        label="What was said"
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button
        variant="default"
        loading={busy}
        onClick={() => void keep()}
        style={{ alignSelf: 'flex-start' }}
      >
        Note it
      </Button>
    </Stack>
  );
}
