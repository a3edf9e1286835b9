// A field for a whole number; left empty it says nothing, which is not zero.
import { NumberInput, type NumberInputProps } from '@mantine/core';

type Whole = Pick<
  NumberInputProps,
  'label' | 'description' | 'min' | 'max' | 'error' | 'maw' | 'disabled'
> & { value: number | undefined; onChange: (next: number | undefined) => void };

export function WholeNumber({ value, onChange, ...rest }: Whole) {
  return (
    <NumberInput
      {...rest}
      allowDecimal={false}
      value={value ?? ''}
      onChange={(next) => onChange(next === '' ? undefined : Number(next))}
    />
  );
}
