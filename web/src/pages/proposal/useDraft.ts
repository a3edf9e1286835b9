// The draft of a proposal, kept by the server a moment after the last key: sums, preview and what stands in the
// way of sending come back with each answer.
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call';
import { asProblem, fieldErrors, type Problem } from '../../api/problem';
import type { ProposalView } from '../../api/sales';
import { bodyOf, draftOf, placeOf, type Draft, type Wrong } from './draft';

const PAUSE_MS = 600;

export type Keeping = 'kept' | 'typing' | 'saving' | 'refused';

export function useDraft(view: ProposalView) {
  const [draft, setDraft] = useState(() => draftOf(view));
  const [state, setState] = useState<Keeping>('kept');
  const [wrong, setWrong] = useState<Wrong>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const sent = useRef(JSON.stringify(draft));
  const busy = useRef<Promise<boolean> | null>(null);
  const { id, currency } = view;

  const save = async (): Promise<boolean> => {
    if (busy.current) await busy.current;
    const now = JSON.stringify(draft);
    if (now === sent.current) return true;
    const read = bodyOf(draft, currency);
    setWrong(read.wrong);
    if (!read.body) {
      setState('refused');
      return false;
    }
    setState('saving');
    busy.current = call('proposal.change', { proposal: id, ...read.body }).then(
      () => {
        sent.current = now;
        setWrong({});
        setProblem(null);
        setState('kept');
        return true;
      },
      (cause: unknown) => {
        const found = asProblem(cause);
        setWrong(fieldErrors(found, placeOf));
        setProblem(found.errors.length ? null : found);
        setState('refused');
        return false;
      },
    );
    return busy.current;
  };

  const latest = useRef(save);
  latest.current = save;
  useEffect(() => {
    const timer = setTimeout(() => void latest.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);

  const change = (part: Partial<Draft>) => {
    setState('typing');
    setDraft((now) => ({ ...now, ...part }));
  };
  return { draft, change, state, wrong, problem, save };
}

export type Drafting = ReturnType<typeof useDraft>;
