// The editor with what it needs: what an automation can be made of, the names already taken, the text as data.
import { useList } from '../../../api/query';
import { useSession } from '../../../api/session';
import { ProblemNote } from '../../../ui/ProblemNote';
import { WaitingRecord } from '../../../ui/Waiting';
import type { AutomationLine, WholeAutomation } from '../shapes';
import { useCatalogue } from './catalogue';
import { empty } from './document';
import { Editor } from './Editor';
import { useRead } from './useRead';

export function Edit({ automation }: { automation?: WholeAutomation }) {
  const { catalogue, error, again } = useCatalogue();
  const list = useList<AutomationLine>('/automations');
  const { user } = useSession();
  const read = useRead(automation?.text);
  if (error) return <ProblemNote problem={error} again={again} />;
  if (read.error) return <ProblemNote problem={read.error} again={() => void read.refetch()} />;
  if (!catalogue || list.pending || (automation && !read.data)) return <WaitingRecord />;
  const taken = new Set(list.rows.filter(({ id }) => id !== automation?.id).map(({ slug }) => slug));
  const owner = user.role === 'viewer' ? 'administrator' : user.role;
  return (
    <Editor
      key={automation ? `${automation.id} ${automation.version}` : 'new'}
      name={automation?.id ?? 'new'}
      version={automation?.version ?? 0}
      text={automation?.text ?? null}
      document={read.data?.document ?? empty(owner)}
      catalogue={catalogue}
      taken={taken}
    />
  );
}
