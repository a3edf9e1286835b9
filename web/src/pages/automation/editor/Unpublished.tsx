// What stands above a draft: whose it is and from which version, and what to do where two people write at once.
import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Problem } from '../../../api/problem';
import { call } from '../../../api/call';
import { useStaff } from '../../../api/staff';
import { ProblemNote } from '../../../ui/ProblemNote';
import { TextLines } from '../../../ui/TextLines';
import { WaitingRows } from '../../../ui/Waiting';
import { When } from '../../../ui/When';
import { say, sayProblem } from '../../../ui/toast';
import type { Draft } from '../drafts';
import { check, type Editing, type Source } from './useEditor';

interface Drafted {
  editing: Editing;
  /** The version it was begun from; 0 for a new one. */
  version: number;
  /** The version in use by now. */
  current: number;
}

/** The draft is gone and the editor shows what is in use; the toast brings the draft back. */
export async function discard({ keep, discard: forget }: Editing) {
  await keep.flush();
  const draft = keep.now();
  try {
    if (draft) {
      const { undo } = await call('automation_draft.discard', { draft: draft.id, rv: draft.rv });
      say('The draft is thrown away', undo);
    }
    forget();
  } catch (cause) {
    sayProblem(cause);
  }
}

export function Unpublished({ editing, version, current }: Drafted) {
  const staff = useStaff();
  const { restored } = editing;
  const from = restored?.begun_from ?? version;
  const late = editing.dirty && from > 0 && from < current;
  if (!restored && !late) return null;
  const by = restored ? (staff.nameOf(restored.saved_by) ?? 'somebody') : null;
  return (
    <Alert color="line" variant="light" mb="md" title={by ? `Draft by ${by}` : 'A newer version is in use'}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" component="div">
          {restored ? (
            <>
              Last saved <When at={restored.saved_at} />. Nothing runs by it until it is published.{' '}
            </>
          ) : null}
          {late
            ? `It was begun from version ${from}; version ${current} is in use by now. Look under Versions what changed since: publishing this replaces it.`
            : null}
        </Text>
        {restored ? (
          <Button size="compact-sm" variant="default" onClick={() => void discard(editing)}>
            {current ? 'Throw it away' : 'Throw it away and begin from nothing'}
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}

/** Two wrote at once: nothing is written over until somebody says so. */
export function AnotherWrote({ editing }: { editing: Editing }) {
  const staff = useStaff();
  const [comparing, setComparing] = useState(false);
  const { theirs } = editing.keep;
  if (!theirs) return null;
  const who = staff.nameOf(theirs.saved_by) ?? 'Somebody';
  return (
    <Alert
      role="alert"
      color="orange"
      variant="light"
      mb="md"
      title={`${who} saved this draft while you were writing`}
    >
      <Text size="sm" mb="sm" component="div">
        That was <When at={theirs.saved_at} />. What you wrote since is only on this screen. Compare, then
        choose: the other words are gone afterwards.
      </Text>
      <Choice editing={editing} who={who} compare={() => setComparing(true)} />
      <Modal
        opened={comparing}
        onClose={() => setComparing(false)}
        size="xl"
        title={`From ${who} to yours`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Compared theirs={theirs} mine={editing.source} />
        <Choice editing={editing} who={who} />
      </Modal>
    </Alert>
  );
}

function Choice({ editing, who, compare }: { editing: Editing; who: string; compare?: () => void }) {
  return (
    <Group gap="sm" mt="sm">
      {compare ? (
        <Button size="compact-sm" variant="default" onClick={compare}>
          Compare
        </Button>
      ) : null}
      <Button size="compact-sm" variant="default" onClick={editing.takeTheirs}>
        Go on with what {who} wrote
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void editing.keep.keepMine()}>
        Keep mine instead
      </Button>
    </Group>
  );
}

/** Both as the server writes them, so that only what is meant differs. */
function Compared({ theirs, mine }: { theirs: Draft; mine: Source }) {
  const read = useQuery<[string, string], Problem>({
    queryKey: ['automation drafts compared', theirs.id, theirs.rv, mine],
    queryFn: async () => {
      const other = { text: theirs.text, document: theirs.document as Source['document'] };
      const [a, b] = await Promise.all([check(other), check(mine)]);
      return [a.answer.yaml, b.answer.yaml];
    },
    staleTime: Infinity,
  });
  if (read.error) return <ProblemNote problem={read.error} again={() => void read.refetch()} />;
  if (!read.data) return <WaitingRows count={4} />;
  const [before, after] = read.data;
  if (before === after) return <Text size="sm">Both say the same.</Text>;
  return <TextLines before={before} after={after} />;
}
