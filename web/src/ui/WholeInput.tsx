// The words in a field for a whole number: nothing is put in their place while somebody types, and it says what to write.
import { NumberInput, type NumberInputProps } from '@mantine/core';
import { askWhole } from './whole';

type Typing = Omit<NumberInputProps, 'value' | 'onChange' | 'min' | 'max'> & {
  min: number;
  max: number;
  /** Left empty it is right too. */
  optional?: boolean | undefined;
  text: number | string;
  put: (text: number | string) => void;
};

export function WholeInput({ text, put, min, max, optional = false, error, ...rest }: Typing) {
  return (
    <NumberInput
      {...rest}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
      min={min}
      max={max}
      value={text}
      onChange={put}
      error={error ?? askWhole(text, min, max, !optional)}
    />
  );
}
