// A form that holds a business, seen by the fields that edit it: the same fields stand in setup and in settings.
import type { GetInputPropsReturnType, UseFormReturnType } from '@mantine/form';
import { useEffect, useState } from 'react';
import type { BusinessForm } from '../details';

type Bound = GetInputPropsReturnType & { key: string };

export interface Fields {
  /** What binds an input to a path below the business. */
  at: (path: string) => Bound;
  check: (path: string) => Bound;
  now: () => BusinessForm;
  set: (path: string, value: unknown) => void;
  insert: (path: string, item: unknown) => void;
  remove: (path: string, index: number) => void;
  /** Renews whoever calls it when the value at a path changes. */
  useValue: <T>(path: string) => T;
}

function valueAt(values: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], values);
}

export function fieldsOf<V extends { business: BusinessForm }>(form: UseFormReturnType<V>): Fields {
  const full = (path: string) => `business.${path}`;
  const bind = (path: string, options?: { type: 'checkbox' }) => ({
    key: form.key(full(path)),
    ...form.getInputProps(full(path), options),
  });
  return {
    at: (path) => bind(path),
    check: (path) => bind(path, { type: 'checkbox' }),
    now: () => form.getValues().business,
    set: (path, value) => form.setFieldValue(full(path), value as never),
    insert: (path, item) => form.insertListItem(full(path), item as never),
    remove: (path, index) => form.removeListItem(full(path), index),
    useValue: <T>(path: string) => useValueOf<V, T>(form, full(path)),
  };
}

function useValueOf<V extends { business: BusinessForm }, T>(form: UseFormReturnType<V>, path: string): T {
  const [value, setValue] = useState(() => valueAt(form.getValues(), path) as T);
  useEffect(() => setValue(valueAt(form.getValues(), path) as T), [form, path]);
  form.watch(path, ({ value: next }) => setValue(next as T));
  return value;
}
