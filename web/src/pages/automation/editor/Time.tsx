// How long, until when, on whose clock: waits in plain words.
import { Group, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import type { Seen } from './catalogue';
import { tidy, type Count, type Delay, type Wait } from './document';
import { FieldSelect } from './Fields';

type Unit = 'business_days' | 'days' | 'hours' | 'minutes' | 'until' | 'open';

const UNITS: readonly { value: Unit; label: string }[] = [
  { value: 'business_days', label: 'open days' },
  { value: 'days', label: 'days' },
  { value: 'hours', label: 'hours' },
  { value: 'minutes', label: 'minutes' },
  { value: 'until', label: 'until a day of the record' },
  { value: 'open', label: 'until we are open again' },
];

function unitOf(wait: Wait): Unit {
  if (wait.until) return 'until';
  if (wait.business_days !== undefined) return 'business_days';
  const length = (['days', 'hours', 'minutes'] as const).find((unit) => wait[unit] !== undefined);
  return length ?? (wait.window === 'business' ? 'open' : 'days');
}

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
  const unit = unitOf(value);
  const offered = UNITS.filter(({ value: each }) => days || !['business_days', 'until'].includes(each));
  const amount = unit === 'until' || unit === 'open' ? 1 : (value[unit] ?? 1);
  const number = typeof amount === 'number' ? amount : 1;
  const keep = { at: value.at, window: value.window, zone: value.zone };
  const turn = (next: Unit) => {
    if (next === 'until')
      onChange(
        tidy({ ...keep, until: { cel: days?.find(({ kind }) => kind === 'at')?.path ?? '' } }) as Wait,
      );
    else if (next === 'open') onChange({ window: 'business' });
    else if (next === 'business_days') onChange(tidy({ business_days: number, zone: value.zone }) as Wait);
    else onChange(tidy({ ...keep, [next]: number }) as Wait);
  };
  return (
    <div role="group" aria-label={label}>
      <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
        {unit === 'until' || unit === 'open' ? null : (
          <CountInput
            label={label}
            value={amount}
            onChange={(next) => onChange({ ...value, [unit]: next } as Wait)}
            fields={days ?? []}
            sample={sample}
            error={error}
          />
        )}
        <Select
          label={unit === 'until' || unit === 'open' ? label : 'Counted in'}
          allowDeselect={false}
          data={offered}
          value={unit}
          onChange={(next) => next && turn(next as Unit)}
        />
      </Group>
      {unit === 'until' ? (
        <UntilFields value={value} onChange={onChange} days={days ?? []} sample={sample} error={error} />
      ) : null}
      {unit === 'open' ? null : <Clock value={value} onChange={onChange} bare={unit === 'business_days'} />}
    </div>
  );
}

interface Counting {
  label: string;
  value: Count;
  onChange: (count: Count) => void;
  fields: readonly Seen[];
  sample: Record<string, string>;
  error: string | undefined;
}

/** A number that is written down, or the field it is read from: a setting of the business, for one. */
export function CountInput({ label, value, onChange, fields, sample, error }: Counting) {
  if (typeof value === 'object')
    return (
      <FieldSelect
        label={label}
        fields={fields.filter(({ kind }) => kind === 'int')}
        value={value.cel || null}
        onChange={(path) => onChange(path ? { cel: path } : 1)}
        sample={sample}
        error={error}
      />
    );
  return (
    <NumberInput
      label={label}
      min={1}
      max={9999}
      allowDecimal={false}
      value={value}
      onChange={(next) => onChange(Number(next) || 0)}
      error={error}
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
