// A plain length of time: a number and its unit.
import { Box, Group, Select } from '@mantine/core';
import { useTyped } from '../../../ui/typed';
import { askWhole } from '../../../ui/whole';
import { WholeInput } from '../../../ui/WholeInput';
import type { Span } from './document';
import { lasting, mostOf, SPAN_UNITS } from './span';

interface Shown {
  label: string;
  description?: string | undefined;
  error?: string | undefined;
}

type Lasting = Shown &
  (
    | { needed: true; value: Span; onChange: (span: Span) => void }
    | { needed?: false; value: Span | undefined; onChange: (span: Span | undefined) => void }
  );

/** `needed`: left empty it says so, and what was written stays; else empty means no limit. */
export function SpanFields({ label, description, error, needed = false, value, onChange }: Lasting) {
  // a needed length is never emptied
  const write = onChange as (span: Span | undefined) => void;
  const [length, put] = useTyped(value, write, lasting(needed));
  return (
    <LengthFields
      label={label}
      description={description}
      error={error}
      needed={needed}
      length={length}
      units={SPAN_UNITS.map((unit) => ({ value: unit, label: unit }))}
      most={mostOf(length.unit)}
      put={put}
    />
  );
}

interface OfLength<Unit extends string> {
  number: number | string;
  unit: Unit;
}

interface LengthShown<Unit extends string> extends Shown {
  needed: boolean;
  length: OfLength<Unit>;
  units: readonly { value: Unit; label: string }[];
  /** The largest number of the unit that can be written. */
  most: number;
  put: (length: OfLength<Unit>) => void;
}

export function LengthFields<Unit extends string>(props: LengthShown<Unit>) {
  const { label, description, error, needed, length, units, most, put } = props;
  const { number, unit } = length;
  const wrong = error ?? askWhole(number, 1, most, needed);
  return (
    <WholeInput
      label={label}
      description={description}
      min={1}
      max={most}
      optional={!needed}
      text={number}
      placeholder={needed ? undefined : 'no limit'}
      put={(next) => put({ ...length, number: next })}
      error={wrong}
      // both fields stand on one line, whatever is said above and below them
      styles={{ wrapper: { margin: 0 } }}
      inputContainer={(input) => (
        <Group gap="sm" wrap="nowrap" mt={description ? 4 : 0} mb={wrong ? 4 : 0}>
          <Box flex={1} miw={0}>
            {input}
          </Box>
          <Select
            aria-label={`${label}: counted in`}
            allowDeselect={false}
            data={units}
            value={unit}
            onChange={(next) => next && put({ ...length, unit: next as Unit })}
            w={130}
          />
        </Group>
      )}
    />
  );
}
