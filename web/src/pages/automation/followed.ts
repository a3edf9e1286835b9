// The document a run follows: its own version, whatever was published since.
import { useView } from '../../api/query';
import type { Automation } from './editor/document';
import { useRead } from './editor/useRead';
import type { RunView, WholeAutomation } from './shapes';

export function useFollowed({
  automation,
  version,
}: Pick<RunView, 'automation' | 'version'>): Automation | undefined {
  const seen = useView<WholeAutomation>(`/automations/${automation}`, { query: { version } });
  const read = useRead(seen.data?.text);
  return read.data?.document ?? undefined;
}
