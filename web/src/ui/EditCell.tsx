// One value edited in its row: Enter or a click begins, Enter saves, Escape leaves it, Tab saves and goes on.
import { TextInput, UnstyledButton } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { sayProblem } from './toast';

/** By then the list was asked for again. */
const SHOWN_EARLY_MS = 3_000;

interface Editing {
  /** What it is, and whose: `Phone of Jane Roe`. */
  label: string;
  /** As the field holds it. */
  value: string | null;
  /** As the row shows it; the value itself where nothing else is said. */
  children?: ReactNode;
  type?: 'text' | 'tel' | 'datetime-local';
  /** Throws what the server refused. `null` empties the field. */
  save: (value: string | null) => Promise<unknown>;
}

export function EditCell({ label, value, children, type = 'text', save }: Editing) {
  const [typed, setTyped] = useState<string | null>(null);
  /** What was typed is shown at once; the row says it itself as soon as it was asked for again. */
  const [kept, setKept] = useState<{ was: string | null; now: string | null } | null>(null);
  const shown = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const comesBack = useRef(false);
  const editing = typed !== null;
  useEffect(() => {
    if (editing) field.current?.focus();
    else if (comesBack.current) shown.current?.focus();
    comesBack.current = false;
  }, [editing]);
  const keep = async (next: string | null) => {
    setKept({ was: value, now: next });
    // refused: what was there stands there again, and the server says why
    await save(next).then(
      () => setTimeout(() => setKept(null), SHOWN_EARLY_MS),
      (cause: unknown) => {
        setKept(null);
        sayProblem(cause);
      },
    );
  };
  const leave = () => {
    const next = typed?.trim() || null;
    if (typed !== null && next !== value) void keep(next);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    comesBack.current = true;
    if (event.key === 'Enter') leave();
    else setTyped(null);
  };
  if (editing) {
    return (
      <TextInput
        ref={field}
        size="xs"
        type={type}
        aria-label={label}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => (comesBack.current ? undefined : leave())}
        onKeyDown={onKeyDown}
      />
    );
  }
  const early = kept && kept.was === value ? kept.now : undefined;
  return (
    <UnstyledButton
      ref={shown}
      fz="inherit"
      mih={24}
      title={`Edit: ${label}`}
      aria-label={value || early ? undefined : `Add: ${label}`}
      onClick={() => setTyped(value ?? '')}
    >
      {early === undefined ? (children ?? value ?? '–') : sayEarly(early, type)}
    </UnstyledButton>
  );
}

function sayEarly(value: string | null, type: string): string {
  return (type === 'datetime-local' ? value?.replace('T', ' ') : value) ?? '–';
}
