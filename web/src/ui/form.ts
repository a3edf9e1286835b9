// A form bound to a command: the server's errors stand beside their fields, what was typed stays.
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useId, useState, type FormEvent } from 'react';
import { asProblem, fieldErrors, type Problem } from '../api/problem';

interface Wish<V> {
  initial: V;
  send: (values: V) => Promise<void>;
  /** What may not be empty, with what to say if it is. */
  needed?: Record<string, string>;
  /** Other checks that need no server; a sentence per path. */
  check?: (values: V) => Record<string, string | null>;
  /** The server's path → the form's. */
  place?: (path: string) => string;
}

export interface CommandForm<V extends object> {
  form: UseFormReturnType<V>;
  busy: boolean;
  /** What could not be placed beside a field; shown above the button. */
  problem: Problem | null;
  submit: (event?: FormEvent<HTMLFormElement>) => void;
}

export function useCommandForm<V extends object>({
  initial,
  send,
  needed = {},
  check,
  place,
}: Wish<V>): CommandForm<V> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const validate = (values: V) => ({ ...required(values, needed), ...check?.(values) });
  // Fields are looked up in the whole page, so each form has a name of its own: two may have a field alike.
  const name = useId().replaceAll(/[^0-9a-zA-Z]/g, '-');
  const form = useForm<V>({ name, mode: 'uncontrolled', initialValues: initial, validate });
  const failed = (cause: unknown) => {
    const found = asProblem(cause);
    const errors = fieldErrors(found, place);
    form.setErrors(errors);
    setProblem(
      Object.keys(errors).some((path) => !form.getInputNode(path)) || !found.errors.length ? found : null,
    );
    focusFirst(form, Object.keys(errors));
  };
  const go = async (values: V) => {
    setBusy(true);
    setProblem(null);
    await send(values).catch(failed);
    setBusy(false);
  };
  const submit = form.onSubmit(
    (values) => void go(values),
    (errors) => focusFirst(form, Object.keys(errors)),
  );
  return { form, busy, problem, submit };
}

export function focusFirst<V extends object>(form: UseFormReturnType<V>, paths: string[]) {
  const path = paths.find((each) => form.getInputNode(each));
  if (path) form.getInputNode(path)?.focus();
}

/** "Fill in …" for every named field that is empty. */
export function required(values: object, fields: Record<string, string>): Record<string, string | null> {
  const at = (path: string) =>
    path.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], values);
  return Object.fromEntries(
    Object.entries(fields).map(([path, say]) => [path, String(at(path) ?? '').trim() ? null : say]),
  );
}
