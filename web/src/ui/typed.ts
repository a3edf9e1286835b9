// What stands in a field while somebody types, also where it says nothing yet: an emptied number is not zero.
import { useState } from 'react';

/** Words in a field, and the value that stands since they were typed. */
export interface Typed<Text, Value> {
  text: Text;
  beside: Value;
}

/** How a value is shown, and the value by words; the one before where they say none. */
export interface Reading<Text, Value> {
  written: (value: Value) => Text;
  read: (text: Text, before: Value) => Value;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The words, until another value stands than the one they were typed beside: taken back, for one. */
export const shownOf = <Text, Value>(
  typed: Typed<Text, Value> | null,
  value: Value,
  { written }: Reading<Text, Value>,
) => (typed && same(typed.beside, value) ? typed.text : written(value));

export function useTyped<Text, Value>(
  value: Value,
  onChange: (next: Value) => void,
  reading: Reading<Text, Value>,
): [Text, (text: Text) => void] {
  const [typed, setTyped] = useState<Typed<Text, Value> | null>(null);
  // once replaced, words do not come back with the value they were typed beside
  if (typed && !same(typed.beside, value)) setTyped(null);
  const put = (text: Text) => {
    const next = reading.read(text, value);
    setTyped({ text, beside: next });
    if (!same(next, value)) onChange(next);
  };
  return [shownOf(typed, value, reading), put];
}
