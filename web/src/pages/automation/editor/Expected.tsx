// How many runs are usual and how many may be: who is told when it is silent, and where it stops taking in.
import { Group, Select, Stack, Text } from '@mantine/core';
import { WholeNumber } from '../../../ui/WholeNumber';
import { floodOf, PERIODS } from './bounds';
import { tidy, type Automation, type Expect, type Quota } from './document';
import { wrong } from './Head';
import { Switched } from './Switched';
import type { Problem } from './useEditor';

interface Bounded {
  doc: Automation;
  put: (part: Partial<Automation>) => void;
  problems: readonly Problem[];
}

const USUAL: Expect = { per: 'week', min: 1, max: 100 };

export function Expected({ doc: { expect }, put, problems }: Bounded) {
  const set = (next: Expect | undefined) => put({ expect: next } as Partial<Automation>);
  const error = wrong(problems, 'expect');
  return (
    <Stack gap="sm" role="group" aria-label="How many are usual">
      <Switched
        label="Tell its owner when too few or too many begin"
        description="Silence is noticed that way: a form that broke, a mailbox nobody reads."
        usual={USUAL}
        value={expect}
        onChange={set}
      >
        {(now) => (
          <>
            <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
              <WholeNumber
                label="Too few: fewer than"
                description="With 0 nobody is told."
                needed
                min={0}
                max={1_000_000}
                value={now.min}
                onChange={(min) => set({ ...now, min })}
                error={error}
              />
              <WholeNumber
                label="Usually at most"
                description="The most you would expect."
                needed
                min={1}
                max={1_000_000}
                value={now.max}
                onChange={(max) => set({ ...now, max })}
              />
              <Select
                label="Counted over"
                description="Both numbers are for so long."
                allowDeselect={false}
                data={PERIODS}
                value={now.per}
                onChange={(per) => set({ ...now, per: per as Expect['per'] })}
              />
            </Group>
            <Flood expect={now} />
          </>
        )}
      </Switched>
    </Stack>
  );
}

function Flood({ expect }: { expect: Expect }) {
  const period = PERIODS.find(({ value }) => value === expect.per)?.label;
  return (
    <Text size="sm" c="dimmed">
      From {floodOf(expect).toLocaleString()} in {period} on, three times what is usual, it takes in nobody
      more for the time being, and its owner is told.
    </Text>
  );
}

/** What it may do in an hour; a bound left empty is none. */
export function Quotas({ doc: { quota = {} }, put, problems }: Bounded) {
  const set = (part: { [name in keyof Quota]: number | undefined }) => {
    const next = tidy({ ...quota, ...part }) as Quota;
    put({ quota: Object.keys(next).length ? next : undefined } as Partial<Automation>);
  };
  const error = wrong(problems, 'quota');
  return (
    <>
      <WholeNumber
        label="At most so many begin in an hour"
        description="One more is not taken in, and its owner is told. Empty: as many as there are."
        min={1}
        max={100_000}
        value={quota.runs_per_hour}
        onChange={(next) => set({ runs_per_hour: next })}
        error={quota.runs_per_hour === 0 ? error : undefined}
      />
      <WholeNumber
        label="At most so many messages and calls an hour"
        description="One more waits until the hour has room. Empty: as many as there are."
        min={1}
        max={100_000}
        value={quota.effects_per_hour}
        onChange={(next) => set({ effects_per_hour: next })}
        error={quota.runs_per_hour === 0 ? undefined : error}
      />
    </>
  );
}
