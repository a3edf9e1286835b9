// What differs between two texts: what is gone is struck out, what is new stands out, line by line.
import { difference } from './difference';

export function TextLines({ before, after }: { before: string; after: string }) {
  return (
    <div className="text-lines">
      {difference(before, after).map(({ kind, text }, at) => {
        const Tag = kind === 'gone' ? 'del' : kind === 'added' ? 'ins' : 'span';
        // oxlint-disable-next-line react/no-array-index-key -- lines have no names and never move
        return <Tag key={at}>{text || '\u00a0'}</Tag>;
      })}
    </div>
  );
}
