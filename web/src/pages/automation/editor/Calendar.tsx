// Beginnings by the calendar: a day that stands on a record, and a rule such as every Monday.
import { Select, Switch, TextInput } from '@mantine/core';
import { WholeNumber } from '../../../ui/WholeNumber';
import { plain, scopeOfSubject } from './catalogue';
import type { Count, Trigger } from './document';
import { FieldSelect } from './Fields';
import { DAYS } from './says';
import type { Starting } from './Starts';
import { CountInput } from './Time';

export function Day({
  doc,
  catalogue,
  sample,
  put,
}: Pick<Starting, 'doc' | 'catalogue' | 'sample'> & { put: (next: Partial<Trigger>) => void }) {
  const { trigger } = doc;
  const side = trigger.before ? 'before' : trigger.after ? 'after' : 'on';
  const count = trigger.before?.days ?? trigger.after?.days ?? 1;
  const turn = (next: string, days: Count) =>
    put({
      before: next === 'before' ? { days } : undefined,
      after: next === 'after' ? { days } : undefined,
    } as Partial<Trigger>);
  const scope = scopeOfSubject(catalogue, doc);
  const days = scope.filter(({ kind }) => kind === 'at');
  return (
    <>
      <FieldSelect
        label="Which day"
        fields={days}
        value={trigger.date?.cel || null}
        onChange={(path) => put({ date: { cel: path ?? '' } })}
        sample={sample}
      />
      <Select
        label="When it begins"
        allowDeselect={false}
        data={[
          { value: 'before', label: 'days before it' },
          { value: 'on', label: 'on the day' },
          { value: 'after', label: 'days after it' },
        ]}
        value={side}
        onChange={(next) => next && turn(next, count)}
      />
      {side === 'on' ? null : (
        <CountInput
          label="How many days"
          value={count}
          onChange={(next) => turn(side, next)}
          fields={scope}
          sample={sample}
          error={undefined}
        />
      )}
      <TextInput
        type="time"
        label="At"
        value={trigger.at ?? ''}
        onChange={(event) => put({ at: event.currentTarget.value || undefined } as Partial<Trigger>)}
      />
    </>
  );
}

export function Schedule({
  trigger,
  put,
  noun,
  subject,
}: {
  trigger: Trigger;
  put: (next: Partial<Trigger>) => void;
  noun: string;
  subject: string;
}) {
  const schedule = trigger.schedule!;
  const rule = Object.fromEntries(
    schedule.rrule.split(';').map((part) => part.split('=') as [string, string]),
  );
  const often =
    rule['FREQ'] === 'DAILY'
      ? 'daily'
      : rule['FREQ'] === 'MONTHLY'
        ? 'monthly'
        : rule['BYDAY'] === 'MO,TU,WE,TH,FR'
          ? 'weekdays'
          : 'weekly';
  const rules: Record<string, string> = {
    daily: 'FREQ=DAILY',
    weekdays: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    weekly: `FREQ=WEEKLY;BYDAY=${often === 'weekly' ? (rule['BYDAY'] ?? 'MO') : 'MO'}`,
    monthly: `FREQ=MONTHLY;BYMONTHDAY=${rule['BYMONTHDAY'] ?? '1'}`,
  };
  const set = (rrule: string) => put({ schedule: { ...schedule, rrule } });
  return (
    <>
      <Select
        label="How often"
        allowDeselect={false}
        data={[
          { value: 'daily', label: 'every day' },
          { value: 'weekdays', label: 'Monday to Friday' },
          { value: 'weekly', label: 'every week on' },
          { value: 'monthly', label: 'every month on day' },
        ]}
        value={often}
        onChange={(next) => next && set(rules[next]!)}
      />
      {often === 'weekly' ? (
        <Select
          label="Weekday"
          allowDeselect={false}
          data={Object.entries(DAYS).map(([value, label]) => ({ value, label }))}
          value={rule['BYDAY'] ?? 'MO'}
          onChange={(day) => day && set(`FREQ=WEEKLY;BYDAY=${day}`)}
        />
      ) : null}
      {often === 'monthly' ? (
        <WholeNumber
          label="Day of the month"
          needed
          min={1}
          max={28}
          value={Number(rule['BYMONTHDAY'] ?? 1)}
          onChange={(day) => set(`FREQ=MONTHLY;BYMONTHDAY=${day}`)}
        />
      ) : null}
      <TextInput
        type="time"
        label="At"
        value={schedule.at ?? ''}
        onChange={(event) => put({ schedule: { ...schedule, at: event.currentTarget.value } })}
      />
      {subject && subject !== 'business' ? (
        <Switch
          label={`One run for each open ${plain(noun).toLowerCase()}`}
          checked={trigger.each === true}
          onChange={(event) => put({ each: event.currentTarget.checked || undefined } as Partial<Trigger>)}
        />
      ) : null}
    </>
  );
}
