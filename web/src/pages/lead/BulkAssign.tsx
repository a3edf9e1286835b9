// Several leads to one owner, with one undo for all of them.
import { Button, Group, Paper, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { call, takeBack, type Undo } from '../../api/call';
import { useStaff } from '../../api/staff';
import { sayAnd, sayProblem, say } from '../../ui/toast';

interface Bulk {
  picked: readonly string[];
  all: () => void;
  done: () => void;
}

export function BulkAssign({ picked, all, done }: Bulk) {
  const { choices, nameOf } = useStaff();
  const [owner, setOwner] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const assign = async () => {
    setBusy(true);
    const undos: Undo[] = [];
    let refused: unknown = null;
    let assigned = 0;
    for (const lead of picked) {
      // one after the other: each is its own change, and the first refusal is said
      // oxlint-disable-next-line no-await-in-loop
      await call('lead.assign', { lead, owner }).then(
        ({ undo }) => {
          assigned += 1;
          if (undo) undos.push(undo);
        },
        (cause: unknown) => (refused = cause),
      );
    }
    setBusy(false);
    if (refused) sayProblem(refused);
    const words = `${assigned} of ${picked.length} leads assigned to ${nameOf(owner) ?? 'them'}`;
    if (undos.length) sayAnd(words, { label: 'Undo', run: () => void back(undos) });
    else if (assigned) say(words);
    if (!refused) done();
  };
  return (
    <Paper p="xs" mb="sm">
      <Group gap="xs">
        <Text size="sm" className="num" role="status">
          {picked.length} chosen
        </Text>
        <Button size="compact-sm" variant="subtle" onClick={all}>
          Choose all shown
        </Button>
        <Select
          size="xs"
          aria-label="New owner"
          placeholder="New owner"
          data={choices}
          value={owner}
          onChange={setOwner}
        />
        <Button
          size="xs"
          disabled={!owner || picked.length === 0}
          loading={busy}
          onClick={() => void assign()}
        >
          Assign {picked.length}
        </Button>
      </Group>
    </Paper>
  );
}

async function back(undos: readonly Undo[]) {
  const results = await Promise.allSettled(undos.map(takeBack));
  const failed = results.find((one) => one.status === 'rejected');
  if (failed) sayProblem(failed.reason);
  else say('Taken back');
}
