// The draft behind the editor: kept by the server a moment after the last letter, and when the screen is left.
import { useEffect, useRef, useState } from 'react';
import { call } from '../../../api/call';
import { send } from '../../../api/http';
import type { Draft, DraftLine, Words } from '../drafts';
import { keeper, type Calls, type Kept } from './keeper';

const PAUSE_MS = 700;
const AGAIN_MS = 5_000;

/** Where what is written belongs: the next version of an automation, or a new one. */
export interface Place {
  automation: string | null;
  /** The version it was begun from; 0 for a new one. */
  version: number;
}

/** The last save of a screen that was left: whoever reads the draft next waits for it. */
let leaving: Promise<unknown> = Promise.resolve();

export const readDraft = (id: string) => send<Draft>('GET', `/automation_drafts/${id}`);

/** Of one automation. */
export async function findDraft(automation: string): Promise<Draft | null> {
  await leaving;
  const found = await send<{ items: DraftLine[] }>('GET', '/automation_drafts', { query: { automation } });
  return found.items[0] ? readDraft(found.items[0].id) : null;
}

function callsOf({ automation, version }: Place, begun: (id: string) => void): Calls {
  return {
    begin: async ({ text, document }) => {
      const from = automation ? { automation, begun_from: version } : {};
      const words = { text, document };
      const { answer } = await call<Draft>('automation_draft.begin', { ...from, words });
      begun(answer.id);
      return answer;
    },
    save: async ({ id: draft, rv }, { text, document }) => {
      const words = { text, document };
      return (await call<Draft>('automation_draft.save', { draft, rv, words })).answer;
    },
    read: (seen) => (seen ? readDraft(seen.id) : automation ? findDraft(automation) : Promise.resolve(null)),
  };
}

interface Keep {
  place: Place;
  draft: Draft | null;
  words: Words;
  /** Somebody wrote; else there is nothing to keep. */
  dirty: boolean;
  /** A draft was begun by the first letter. */
  begun: (id: string) => void;
}

export function useKeep({ place, draft, words, dirty, begun }: Keep) {
  const [state, setState] = useState<Kept>({ keeping: 'kept', draft, theirs: null, problem: null });
  const [keeps] = useState(() => keeper(callsOf(place, begun), draft, setState));
  const known = useRef(words);
  useEffect(() => {
    if (!dirty || words === known.current) return;
    known.current = words;
    keeps.wish(words);
    const timer = setTimeout(() => void keeps.flush(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [keeps, words, dirty]);
  useEffect(() => {
    return () => {
      leaving = keeps.flush();
    };
  }, [keeps]);
  const lost = state.keeping === 'refused' && (!state.problem?.status || state.problem.status >= 500);
  useEffect(() => {
    if (!lost) return;
    const timer = setInterval(() => void keeps.flush(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [keeps, lost]);
  return {
    ...state,
    flush: keeps.flush,
    /** The draft as it is known at this moment, not when this was drawn. */
    now: () => keeps.now().draft,
    keepMine: keeps.keepMine,
    forget: keeps.forget,
    /** The words as they are known to be kept: they are not saved again. */
    takeTheirs: (become: (theirs: Draft) => Words) => {
      const theirs = keeps.takeTheirs();
      if (theirs) known.current = become(theirs);
    },
  };
}
