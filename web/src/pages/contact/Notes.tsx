// Writing something down about a person; the timeline shows it between everything else.
import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { asProblem } from '../../api/problem';
import { useMay } from '../../api/session';
import { say } from '../../ui/toast';

export function NewNote({ contact, on }: { contact: string; on?: string }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (!useMay('note.write')) return null;
  const write = async () => {
    setBusy(true);
    setError(null);
    try {
      const { undo } = await call('note.write', { contact, text, ...(on ? { on } : {}) });
      say('Note kept', undo);
      setText('');
    } catch (cause) {
      setError(asProblem(cause).sentence);
    }
    setBusy(false);
  };
  return (
    <div>
      <Textarea
        aria-label="Note"
        placeholder="Write something down"
        autosize
        minRows={1}
        value={text}
        error={error}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && text.trim()) void write();
        }}
      />
      {text.trim() ? (
        <Group justify="flex-end" mt={6}>
          <Button size="xs" loading={busy} onClick={() => void write()}>
            Keep note
          </Button>
        </Group>
      ) : null}
    </div>
  );
}
