// A field for a whole number: what is no number, or out of bounds, is shown and asked about, and never written.
import type { NumberInputProps } from '@mantine/core';
import { useTyped } from './typed';
import { whole } from './whole';
import { WholeInput } from './WholeInput';

type Whole = Pick<NumberInputProps, 'label' | 'description' | 'error'> & { min: number; max: number } & (
    | { needed: true; value: number; onChange: (next: number) => void }
    | { needed?: false; value: number | undefined; onChange: (next: number | undefined) => void }
  );

/** `needed`: left empty it keeps what was written; else empty says nothing, which is not zero. */
export function WholeNumber({ value, onChange, needed = false, ...rest }: Whole) {
  // a needed number is never emptied
  const write = onChange as (next: number | undefined) => void;
  const [text, put] = useTyped(value, write, whole(rest.min, rest.max, needed));
  return <WholeInput {...rest} optional={!needed} text={text} put={put} />;
}
