// What a text from elsewhere would mean, in sentences.
import type { Checked } from './useEditor';

/** What the server says of runs under way. */
export interface Effect {
  under_way: number;
  /** That could be moved to it, once it is published. */
  movable: number;
  stay: { why: string; runs: number }[];
  parked: number;
  /** That were not looked at: there are too many. */
  unseen: number;
}

export function sayEffect({ under_way: all, movable, stay, unseen }: Effect): string {
  if (!all) return 'No run is under way.';
  const are =
    all === 1 ? '1 run is under way and stays' : `${all.toLocaleString()} runs are under way and stay`;
  const why = stay[0] ? ` The others cannot: ${stay[0].why}.` : '';
  const more = unseen ? ` ${unseen.toLocaleString()} of them were not looked at.` : '';
  const some = movable === all ? (all === 1 ? 'it' : 'all of them') : `${movable.toLocaleString()} of them`;
  return `${are} on the version followed now; ${some} could be moved afterwards.${why}${more}`;
}

/** Why it cannot become the next version of this automation. */
export function whyNot({ document, publishable }: Checked, slug: string): string {
  if (document && document.automation !== slug)
    return `It is the text of “${document.automation}”, and this automation is “${slug}”. Open the other one, or paste the text into a new automation.`;
  return publishable ? '' : 'It cannot be published as it is. Mend it and choose it again.';
}
