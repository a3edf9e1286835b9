// One value edited where it stands: saved on Enter or on leaving it, put back on Esc; a refusal stays beside it.
// In a text of several lines Enter begins a line, and Ctrl/Cmd+Enter saves.
import { Select, Textarea, TextInput, type TextInputProps } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { asProblem, fieldErrors } from '../api/problem';

export interface Editable {
  label: string;
  value: string | null;
  /** Throws what the server refused. `null` empties the field. */
  save: (value: string | null) => Promise<unknown>;
  readOnly?: boolean;
  description?: string;
  placeholder?: string;
}

interface EditsText extends Editable {
  type?: TextInputProps['type'];
  inputMode?: TextInputProps['inputMode'];
  rows?: number;
}

/** What somebody is typing is never replaced by what arrives meanwhile. */
function useEdit(value: string | null, save: Editable['save'], long = false) {
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const left = useRef(false);
  const leave = async () => {
    const next = typed?.trim() ?? '';
    const cancelled = left.current;
    left.current = false;
    if (typed === null || cancelled || next === (value ?? '')) {
      setTyped(null);
      return setError(null);
    }
    try {
      setError(null);
      await save(next || null);
      setTyped(null);
    } catch (cause) {
      const problem = asProblem(cause);
      setError(Object.values(fieldErrors(problem))[0] ?? problem.sentence);
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      left.current = true;
      setTyped(null);
      setError(null);
      event.currentTarget.blur();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || !(long || event.shiftKey))) {
      event.preventDefault();
      event.currentTarget.blur();
    }
  };
  return { shown: typed ?? value ?? '', setTyped, error, leave: () => void leave(), onKeyDown };
}

export function EditText({ value, save, rows, type, inputMode, readOnly, ...rest }: EditsText) {
  const { shown, setTyped, error, leave, onKeyDown } = useEdit(value, save, (rows ?? 1) > 1);
  const both = { value: shown, error, onBlur: leave, onKeyDown, readOnly: readOnly ?? false, ...rest };
  if (rows) {
    return (
      <Textarea {...both} autosize minRows={rows} onChange={(event) => setTyped(event.currentTarget.value)} />
    );
  }
  return (
    <TextInput
      {...both}
      type={type ?? 'text'}
      inputMode={inputMode}
      autoComplete="off"
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}

interface EditsChoice extends Editable {
  data: { value: string; label: string }[];
  clearable?: boolean;
}

/** A choice saves itself the moment it is made. */
export function EditChoice({ value, save, data, clearable = false, readOnly, ...rest }: EditsChoice) {
  const [error, setError] = useState<string | null>(null);
  const choose = (next: string | null) => {
    setError(null);
    if (next !== value) save(next).catch((cause: unknown) => setError(asProblem(cause).sentence));
  };
  // what is chosen stays readable even where it is no longer offered
  const known = value === null || data.some((one) => one.value === value);
  const all = known ? data : [...data, { value, label: 'Somebody else' }];
  return (
    <Select
      {...rest}
      data={all}
      value={value}
      onChange={choose}
      error={error}
      clearable={clearable}
      readOnly={readOnly ?? false}
      searchable={data.length > 7}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
