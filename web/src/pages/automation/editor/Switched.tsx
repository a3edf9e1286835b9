// A part that is switched on, begins as is usual, and is then filled in.
import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';

interface Switching<T> {
  label: string;
  description: string;
  /** What is put in where nothing stood: shown at once, to be made one's own. */
  usual: T;
  value: T | undefined;
  onChange: (next: T | undefined) => void;
  children: (value: T) => ReactNode;
}

export function Switched<T>({ label, description, usual, value, onChange, children }: Switching<T>) {
  return (
    <>
      <Switch
        label={label}
        description={description}
        checked={value !== undefined}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? usual : undefined)}
      />
      {value === undefined ? null : children(value)}
    </>
  );
}
