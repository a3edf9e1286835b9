// The draft of a text, kept by the server a moment after the last key: a draft reaches nobody, and only what the
// server has kept can be shown filled.
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call';
import { asProblem, fieldErrors, type Problem } from '../../api/problem';
import type { TemplateClass, TemplateView, WholeTemplate } from './text';

export interface Words {
  subject: string;
  body: string;
  class: TemplateClass;
}

const PAUSE_MS = 700;

export function useDraft(template: WholeTemplate) {
  const newest = template.versions[0];
  const kept: Words = {
    subject: newest?.subject ?? '',
    body: newest?.body ?? '',
    class: newest?.class ?? 'transactional',
  };
  const [words, setWords] = useState(kept);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [state, setState] = useState<'kept' | 'typing' | 'saving' | 'refused'>('kept');
  const saved = useRef(kept);
  const busy = useRef(false);
  const { slug, language } = template;

  useEffect(() => {
    if (same(words, saved.current)) return;
    const save = async () => {
      if (busy.current) return;
      busy.current = true;
      setState('saving');
      const sent = words;
      try {
        // an approved text gets its draft by the first letter that differs
        await call<TemplateView>('template.draft', {
          slug,
          language,
          class: sent.class,
          subject: sent.subject.trim(),
          body: sent.body.trimEnd(),
        });
        saved.current = sent;
        setProblem(null);
        setState('kept');
      } catch (cause) {
        setProblem(asProblem(cause));
        setState('refused');
      }
      busy.current = false;
    };
    const timer = setTimeout(() => void save(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words, slug, language]);

  const change = (part: Partial<Words>) => {
    setState('typing');
    setWords((now) => ({ ...now, ...part }));
  };
  const errors = problem ? fieldErrors(problem) : {};
  return { words, change, state, errors, problem: problem && !problem.errors.length ? problem : null };
}

function same(a: Words, b: Words): boolean {
  return a.subject === b.subject && a.body === b.body && a.class === b.class;
}
