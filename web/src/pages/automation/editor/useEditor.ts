// The one document behind both views. Edits of the steps make it anew; edits of the text are read by the server, and
// what it read is shown as steps. A moment after the last change the server says what is wrong.
import { useCallback, useEffect, useRef, useState } from 'react';
import { post } from '../../../api/call';
import { asProblem, type Problem as Failure } from '../../../api/problem';
import type { Draft } from '../drafts';
import type { Automation } from './document';
import { useKeep } from './useKeep';

export interface Problem {
  level: 'error' | 'warning';
  at: { step: string | null; path: string; line: number | null; column: number | null };
  code: string;
  message: string;
  fix: string | null;
}

export interface Checked {
  document: Automation | null;
  yaml: string;
  problems: Problem[];
  publishable: boolean;
  /** Why a second person has to read it before it acts. */
  review: string[];
}

/** Either of the two was written last; the other follows from it. */
export interface Source {
  text: string | null;
  document: Automation;
}

const PAUSE_MS = 300;
/** Letters typed within this time are taken back together. */
const BREATH_MS = 900;
const MOST = 100;

export interface Begin {
  /** Null for a new one. */
  automation: string | null;
  version: number;
  text: string | null;
  document: Automation;
  /** What was written before and is not published. */
  draft: Draft | null;
  /** A draft was begun by the first letter. */
  begun: (id: string) => void;
}

export const check = (source: Source) =>
  post<Checked>(
    '/automations/check',
    source.text === null ? { document: source.document } : { text: source.text },
  );

export function useEditor({ automation, version, text, document, draft, begun }: Begin) {
  const [first] = useState<Source>({ text, document });
  const sourceOf = (kept: Draft): Source => ({
    text: kept.text,
    document: (kept.document as Automation | null) ?? first.document,
  });
  const [source, setSource] = useState<Source>(() => (draft ? sourceOf(draft) : first));
  const [checked, setChecked] = useState<{ of: Source; found: Checked } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [past, setPast] = useState<Source[]>([]);
  const [future, setFuture] = useState<Source[]>([]);
  const [restored, setRestored] = useState(draft);
  const typed = useRef(0);
  const [dirty, setDirty] = useState(draft !== null);
  const keep = useKeep({ place: { automation, version }, draft, words: source, dirty, begun });

  useEffect(() => {
    let old = false;
    const ask = () =>
      check(source).then(
        ({ answer }) => {
          if (old) return;
          setFailure(null);
          setChecked({ of: source, found: answer });
        },
        (cause: unknown) => {
          if (!old) setFailure(asProblem(cause));
        },
      );
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      old = true;
      clearTimeout(timer);
    };
  }, [source]);

  const become = useCallback(
    (next: Source, breath: boolean) => {
      const now = Date.now();
      const same = breath && now - typed.current < BREATH_MS;
      typed.current = breath ? now : 0;
      if (!same) setPast((before) => [...before.slice(-MOST), source]);
      setFuture([]);
      setDirty(true);
      setSource(next);
    },
    [source],
  );

  const step = (
    from: Source[],
    to: (next: Source[]) => void,
    back: (add: Source[]) => void,
    other: Source[],
  ) => {
    const next = from.at(-1);
    if (!next) return;
    typed.current = 0;
    to(from.slice(0, -1));
    back([...other, source]);
    setSource({ ...next });
  };

  const published = () => {
    keep.forget();
    setDirty(false);
    setRestored(null);
  };
  const found = checked?.found;
  const read = source.text !== null && checked?.of === source ? checked.found.document : null;
  const shown = read ?? source.document;
  return {
    document: shown,
    text: source.text ?? found?.yaml ?? '',
    /** The steps were changed and the text does not say so yet: written now, it would lose them. */
    behind: source.text === null && checked?.of !== source,
    /** The text was written by hand and cannot be read: the steps are those of before. */
    unread: source.text !== null && checked?.of === source && found?.document === null,
    checked: found,
    current: checked?.of === source,
    failure,
    dirty,
    restored,
    keep,
    source,
    takeTheirs: () =>
      keep.takeTheirs((theirs) => {
        const next = sourceOf(theirs);
        become(next, false);
        setRestored(theirs);
        return next;
      }),
    /** `typing` where a letter more is no step of its own to take back. */
    edit: (change: (now: Automation) => Automation, typing = false) =>
      become({ text: null, document: change(shown) }, typing),
    write: (next: string) => become({ text: next, document: shown }, true),
    undo: past.length ? () => step(past, setPast, setFuture, future) : null,
    redo: future.length ? () => step(future, setFuture, setPast, past) : null,
    discard: () => {
      published();
      setPast([]);
      setFuture([]);
      setSource({ ...first });
    },
    published,
  };
}

export type Editing = ReturnType<typeof useEditor>;
