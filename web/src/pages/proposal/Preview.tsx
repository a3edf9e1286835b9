// The page exactly as the customer sees it, made by the server from what it has kept.
import { useView } from '../../api/query';
import type { ProposalPreview, ProposalView } from '../../api/sales';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';

export function Preview({ proposal }: { proposal: ProposalView }) {
  const seen = useView<ProposalPreview>(`/proposals/${proposal.id}/preview`, {
    nouns: ['setting', 'contact'],
  });
  return (
    <div className="preview-side">
      <Block title="As the customer sees it">
        {seen.error ? <ProblemNote problem={seen.error} again={() => void seen.refetch()} /> : null}
        {seen.isPending ? <WaitingLines /> : null}
        {seen.data ? (
          // No script runs in it; it only reads our own stylesheet.
          <iframe
            className="proposal-preview"
            title={`Proposal as the customer sees it: ${proposal.title}`}
            sandbox="allow-same-origin"
            srcDoc={seen.data.html}
          />
        ) : null}
      </Block>
    </div>
  );
}
