// How long, until when, on whose clock: waits in plain words.
import { Group, Select, Switch, TextInput } from '@mantine/core';
import { useTyped } from '../../../ui/typed';
import { WholeInput } from '../../../ui/WholeInput';
import { WholeNumber } from '../../../ui/WholeNumber';
import type { Seen } from './catalogue';
import { tidy, type Cel, type Count, type Delay, type Wait } from './document';
import { FieldSelect } from './Fields';
import { leastOf, mostIn, waiting, type Unit } from './waiting';

const UNITS: readonly { value: Unit; label: string }[] = [
  { value: 'business_days', label: 'open days' },
  { value: 'days', label: 'days' },
  { value: 'hours', label: 'hours' },
  { value: 'minutes', label: 'minutes' },
  { value: 'seconds', label: 'seconds' },
  { value: 'until', label: 'until a day of the record' },
  { value: 'open', label: 'until we are open again' },
];

interface Timing {
  label: string;
  value: Wait;
  onChange: (wait: Wait) => void;
  /** Days a wait can be for; without them it is a length of time only. */
  days?: readonly Seen[];
  sample?: Record<string, string>;
  error?: string | undefined;
}

const NONE = {};

export function WaitFields({ label, value, onChange, days, sample = NONE, error }: Timing) {
  const firstDay = days?.find(({ kind }) => kind === 'at')?.path ?? '';
  const [waited, put] = useTyped(value, onChange, waiting(firstDay));
  const { number, unit } = waited;
  const offered = UNITS.filter(({ value: each }) => {
    if (each === 'seconds') return each === unit;
    return days || !['business_days', 'until'].includes(each);
  });
  const bare = unit === 'until' || unit === 'open';
  return (
    <div role="group" aria-label={label}>
      <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
        {bare ? null : typeof number === 'object' ? (
          <CountField
            label={label}
            value={number}
            onChange={(next) => put({ unit, number: next })}
            fields={days ?? []}
            sample={sample}
            error={error}
          />
        ) : (
          <WholeInput
            label={label}
            min={leastOf(value)}
            max={mostIn(unit)}
            text={number}
            put={(next) => put({ unit, number: next })}
            error={error}
          />
        )}
        <Select
          label={bare ? label : 'Counted in'}
          allowDeselect={false}
          data={offered}
          value={unit}
          onChange={(next) => next && put({ number, unit: next as Unit })}
        />
      </Group>
      {unit === 'until' ? (
        <UntilFields value={value} onChange={onChange} days={days ?? []} sample={sample} error={error} />
      ) : null}
      {unit === 'open' ? null : <Clock value={value} onChange={onChange} bare={unit === 'business_days'} />}
    </div>
  );
}

interface Counting<T extends Count = Count> {
  label: string;
  value: T;
  onChange: (count: Count) => void;
  fields: readonly Seen[];
  sample: Record<string, string>;
  error: string | undefined;
}

/** A number that is written down, or the field it is read from: a setting of the business, for one. */
export function CountInput({ value, ...rest }: Counting) {
  if (typeof value === 'object') return <CountField {...rest} value={value} />;
  return (
    <WholeNumber
      label={rest.label}
      needed
      min={1}
      max={mostIn('days')}
      value={value}
      onChange={rest.onChange}
      error={rest.error}
    />
  );
}

function CountField({ value, onChange, fields, ...rest }: Counting<Cel>) {
  return (
    <FieldSelect
      {...rest}
      fields={fields.filter(({ kind }) => kind === 'int')}
      value={value.cel || null}
      onChange={(path) => onChange(path ? { cel: path } : 1)}
    />
  );
}

interface DayOf extends Pick<Timing, 'value' | 'onChange' | 'error'> {
  days: readonly Seen[];
  sample: Record<string, string>;
}

function UntilFields({ value, onChange, days, sample, error }: DayOf) {
  const side = value.before ? 'before' : value.after ? 'after' : 'on';
  const count = value.before?.days ?? value.after?.days ?? 1;
  const put = (next: string, number: Count) => {
    const { before: _, after: __, ...rest } = value;
    onChange(next === 'on' ? rest : { ...rest, [next]: { days: number } });
  };
  return (
    <Group gap="sm" align="flex-start" grow preventGrowOverflow={false} mt="xs">
      <FieldSelect
        label="Which day"
        fields={days.filter(({ kind }) => kind === 'at')}
        value={value.until?.cel || null}
        onChange={(path) => onChange({ ...value, until: { cel: path ?? '' } })}
        sample={sample}
        error={error}
      />
      <Select
        label="When"
        allowDeselect={false}
        data={[
          { value: 'on', label: 'on the day' },
          { value: 'before', label: 'days before it' },
          { value: 'after', label: 'days after it' },
        ]}
        value={side}
        onChange={(next) => next && put(next, count)}
      />
      {side === 'on' ? null : (
        <CountInput
          label="How many days"
          value={count}
          onChange={(next) => put(side, next)}
          fields={days}
          sample={sample}
          error={undefined}
        />
      )}
      <Select
        label="If that is past"
        allowDeselect={false}
        data={[
          { value: 'go_on', label: 'go on at once' },
          { value: 'skip', label: 'count as left out' },
        ]}
        value={value.if_past ?? 'go_on'}
        onChange={(next) =>
          onChange(tidy({ ...value, if_past: next === 'skip' ? 'skip' : undefined }) as Wait)
        }
      />
    </Group>
  );
}

function Clock({ value, onChange, bare }: { value: Wait; onChange: (wait: Wait) => void; bare: boolean }) {
  const zone = (
    <Select
      label="On whose clock"
      allowDeselect={false}
      data={[
        { value: 'business', label: 'ours' },
        { value: 'contact', label: "the customer's" },
        { value: 'owner', label: "the owner's" },
      ]}
      value={value.zone ?? 'business'}
      onChange={(next) => onChange(tidy({ ...value, zone: next === 'business' ? undefined : next }) as Wait)}
    />
  );
  return (
    <details className="shown">
      <summary>More about the time</summary>
      <Group gap="sm" align="flex-end" grow preventGrowOverflow={false} mt={4}>
        {bare ? null : (
          <TextInput
            type="time"
            label="Not before this time of day"
            value={value.at ?? ''}
            onChange={(event) =>
              onChange(tidy({ ...value, at: event.currentTarget.value || undefined }) as Wait)
            }
          />
        )}
        {zone}
      </Group>
      {bare ? null : (
        <Switch
          mt="sm"
          label="Only when we are open"
          checked={value.window === 'business'}
          onChange={(event) =>
            onChange(tidy({ ...value, window: event.currentTarget.checked ? 'business' : undefined }) as Wait)
          }
        />
      )}
    </details>
  );
}

export const DelayFields = WaitFields as (
  props: Omit<Timing, 'value' | 'onChange' | 'days'> & { value: Delay; onChange: (delay: Delay) => void },
) => React.ReactNode;
