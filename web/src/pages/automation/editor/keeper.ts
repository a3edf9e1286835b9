// Keeps what is typed, one save after the other, and never over words somebody else wrote meanwhile.
import { asProblem, type Problem } from '../../../api/problem';
import type { Draft, Words } from '../drafts';

/** `newer`: somebody else saved it since; their words are at hand, and a person decides. */
export type Keeping = 'kept' | 'typing' | 'saving' | 'newer' | 'refused';

export interface Kept {
  keeping: Keeping;
  /** The draft as it was last known here. */
  draft: Draft | null;
  /** What somebody else saved. */
  theirs: Draft | null;
  problem: Problem | null;
}

export interface Calls {
  begin: (words: Words) => Promise<Draft>;
  save: (seen: Draft, words: Words) => Promise<Draft>;
  /** As it is by now: of the draft that was known, or else the one somebody else began. */
  read: (seen: Draft | null) => Promise<Draft | null>;
}

const same = (a: Words, b: Words) =>
  a.text === b.text && JSON.stringify(a.document) === JSON.stringify(b.document);

export function keeper(calls: Calls, begun: Draft | null, show: (now: Kept) => void) {
  let state: Kept = { keeping: 'kept', draft: begun, theirs: null, problem: null };
  let wanted: Words | null = null;
  let under: Promise<boolean> | null = null;
  const put = (part: Partial<Kept>) => {
    state = { ...state, ...part };
    show(state);
  };
  const took = (draft: Draft, words: Words) => {
    if (wanted === words) wanted = null;
    put({ keeping: wanted ? 'typing' : 'kept', draft, theirs: null, problem: null });
    return true;
  };
  const met = async (words: Words, problem: Problem) => {
    const theirs = await calls.read(state.draft).catch(() => null);
    // our own save, whose answer was lost on the way
    if (theirs && same(theirs, words)) return took(theirs, words);
    put(theirs ? { keeping: 'newer', theirs } : { keeping: 'refused', problem });
    return false;
  };
  const once = async (words: Words): Promise<boolean> => {
    put({ keeping: 'saving' });
    try {
      const { draft } = state;
      return took(draft ? await calls.save(draft, words) : await calls.begin(words), words);
    } catch (cause) {
      const problem = asProblem(cause);
      if (problem.code === 'automation_draft.newer' || problem.code === 'automation_draft.begun')
        return met(words, problem);
      if (problem.code === 'automation_draft.gone' && state.draft) {
        put({ draft: null });
        return once(words);
      }
      put({ keeping: 'refused', problem });
      return false;
    }
  };
  const flush = async (): Promise<boolean> => {
    while (wanted) {
      if (state.keeping === 'newer') return false;
      under ??= once(wanted).finally(() => (under = null));
      if (!(await under)) return false;
    }
    return true;
  };
  return {
    wish(words: Words) {
      wanted = words;
      if (state.keeping !== 'newer') put({ keeping: 'typing' });
    },
    /** Everything is kept when it answers with yes. */
    flush,
    /** These words stand, over those of somebody else, who is on record with them until then. */
    keepMine() {
      put({ keeping: 'typing', draft: state.theirs, theirs: null });
      return flush();
    },
    takeTheirs(): Draft | null {
      const { theirs } = state;
      wanted = null;
      put({ keeping: 'kept', draft: theirs, theirs: null, problem: null });
      return theirs;
    },
    /** It was published or thrown away. */
    forget() {
      wanted = null;
      put({ keeping: 'kept', draft: null, theirs: null, problem: null });
    },
    now: () => state,
  };
}

export type Keeper = ReturnType<typeof keeper>;
