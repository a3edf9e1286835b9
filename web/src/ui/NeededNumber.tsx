// A field for a whole number that has to be there: emptied, it waits for the next one and keeps what was written.
import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useTyped } from './typed';
import { askWhole, needed } from './whole';

type Needed = Pick<NumberInputProps, 'label' | 'description' | 'error'> & {
  min: number;
  max: number;
  value: number;
  onChange: (next: number) => void;
};

export function NeededNumber({ value, onChange, min, max, error, ...rest }: Needed) {
  const [text, put] = useTyped(value, onChange, needed(min, max));
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
      error={error ?? askWhole(text, min, max)}
    />
  );
}
