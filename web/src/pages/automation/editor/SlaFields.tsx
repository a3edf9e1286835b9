// How long a step may take before whoever answers for the automation is told.
import { Stack, Switch } from '@mantine/core';
import { useTyped } from '../../../ui/typed';
import { tidy, type Wait } from './document';
import { mostPromised, promised, SLA_UNITS } from './sla';
import { LengthFields } from './SpanFields';

interface Promising {
  value: Wait | undefined;
  onChange: (sla: Wait | undefined) => void;
  error?: string | undefined;
}

export function SlaFields({ value, onChange, error }: Promising) {
  const [length, put] = useTyped(value, onChange, promised);
  return (
    <Stack gap="xs">
      <LengthFields
        label="Tell me if this takes longer than"
        description="Whoever answers for the automation hears of it. The run goes on as it would."
        error={error}
        needed={false}
        length={length}
        units={SLA_UNITS}
        most={mostPromised(length.unit)}
        put={put}
      />
      {value && value.business_days === undefined ? (
        <Switch
          label="Only while we are open"
          checked={value.window === 'business'}
          onChange={(event) =>
            onChange(tidy({ ...value, window: event.currentTarget.checked ? 'business' : undefined }) as Wait)
          }
        />
      ) : null}
    </Stack>
  );
}
