// Several leads to one owner, with one undo for all of them.
import { Button, Group, Paper, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useStaff } from '../../api/staff';
import { several } from '../../ui/several';

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
    const went = await several(
      'lead.assign',
      picked.map((lead) => ({ lead, owner })),
      (assigned) => `${assigned} of ${picked.length} leads assigned to ${nameOf(owner) ?? 'them'}`,
    );
    setBusy(false);
    if (went) done();
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
