// The editor with what it needs: what an automation can be made of, the names already taken, the text as data, and
// the draft that was begun before.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { Alert, Button, Group, Text } from '@mantine/core';
import type { Problem } from '../../../api/problem';
import { useList } from '../../../api/query';
import { useMay, useSession } from '../../../api/session';
import { useStaff } from '../../../api/staff';
import { ProblemNote } from '../../../ui/ProblemNote';
import { WaitingRecord } from '../../../ui/Waiting';
import { When } from '../../../ui/When';
import { useDrafts, type Draft } from '../drafts';
import type { AutomationLine, WholeAutomation } from '../shapes';
import { useCatalogue } from './catalogue';
import { empty } from './document';
import { Editor } from './Editor';
import { findDraft, readDraft } from './useKeep';
import { useRead } from './useRead';

interface Editable {
  automation?: WholeAutomation;
  /** The draft of a new one. */
  draft?: string | undefined;
  /** A draft of a new one was begun. */
  begun?: (id: string) => void;
}

const nothing = () => undefined;

export function Edit({ automation: newest, draft: named, begun = nothing }: Editable) {
  const { catalogue, error, again } = useCatalogue();
  const list = useList<AutomationLine>('/automations');
  const { user } = useSession();
  const [round, setRound] = useState(0);
  const [writing, setWriting] = useState(false);
  // what somebody writes on stays when another version is published meanwhile
  const base = useRef(newest);
  if (!writing) base.current = newest;
  const automation = base.current;
  const read = useRead(automation?.text);
  const kept = useKept(automation?.id, named, round);
  const [own, setOwn] = useState<string | null>(null);
  const note = useCallback(
    (id: string) => {
      setOwn(id);
      begun(id);
    },
    [begun],
  );
  const trouble = read.error ?? kept.error;
  if (error) return <ProblemNote problem={error} again={again} />;
  if (trouble)
    return <ProblemNote problem={trouble} again={() => void (read.error ? read : kept).refetch()} />;
  const waits = list.pending || kept.isPending || (automation && !read.data);
  if (!catalogue || waits) return <WaitingRecord />;
  const taken = new Set(list.rows.filter(({ id }) => id !== automation?.id).map(({ slug }) => slug));
  const owner = user.role === 'viewer' ? 'administrator' : user.role;
  return (
    <>
      {writing || !automation ? null : (
        <Waiting automation={automation.id} known={own} show={() => setRound((now) => now + 1)} />
      )}
      <Editor
        key={`${automation ? `${automation.id} ${automation.version}` : (named ?? 'new')} ${round}`}
        automation={automation?.id ?? null}
        version={automation?.version ?? 0}
        current={newest?.version ?? 0}
        text={automation?.text ?? null}
        document={read.data?.document ?? empty(owner)}
        draft={kept.data ?? null}
        begun={note}
        writing={setWriting}
        catalogue={catalogue}
        taken={taken}
      />
    </>
  );
}

/** The draft as it is when the editor opens; from then on the editor knows best. */
function useKept(automation: string | undefined, named: string | undefined, round: number) {
  const may = useMay('automation_draft.save');
  return useQuery<Draft | null, Problem>({
    queryKey: ['the draft to write on', automation ?? named ?? 'new', round],
    queryFn: async () => {
      if (!may) return null;
      if (automation) return findDraft(automation);
      return named ? readDraft(named) : null;
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** Somebody else began to write while this was only looked at. */
function Waiting({
  automation,
  known,
  show,
}: {
  automation: string;
  known: string | null;
  show: () => void;
}) {
  const staff = useStaff();
  const found = useDrafts().find((draft) => draft.automation === automation);
  if (!found || found.id === known) return null;
  return (
    <Alert color="line" variant="light" mb="md">
      <Group justify="space-between" gap="sm">
        <Text size="sm" component="div">
          {staff.nameOf(found.saved_by) ?? 'Somebody'} is writing on the next version; last saved{' '}
          <When at={found.saved_at} />.
        </Text>
        <Button size="compact-sm" variant="default" onClick={show}>
          Show the draft
        </Button>
      </Group>
    </Alert>
  );
}
