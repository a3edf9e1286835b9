// How quickly runs may begin one after the other: once it is quiet, and no more than so many in a time.
import { Switch } from '@mantine/core';
import { NeededNumber } from '../../../ui/NeededNumber';
import type { Trigger } from './document';
import { SpanFields } from './SpanFields';

interface Pacing {
  trigger: Trigger;
  put: (next: Partial<Trigger>) => void;
}

const TEN_MINUTES = { minutes: 10 };
const AN_HOUR = { hours: 1 };

/** Of many in quick succession the last one begins it. */
export function Quiet({ trigger, put }: Pacing) {
  const { debounce } = trigger;
  return (
    <>
      <Switch
        label="Wait until nothing more comes"
        description="Of several in quick succession only the last one begins it."
        checked={!!debounce}
        onChange={({ currentTarget }) =>
          put({
            debounce: currentTarget.checked ? { for: TEN_MINUTES, at_most: AN_HOUR } : undefined,
          } as Partial<Trigger>)
        }
      />
      {debounce ? (
        <>
          <SpanFields
            label="It has to be quiet for"
            needed
            value={debounce.for}
            onChange={(span) => put({ debounce: { ...debounce, for: span } })}
          />
          <SpanFields
            label="It begins at the latest after"
            description="So long after the first of them, however many still come."
            needed
            value={debounce.at_most}
            onChange={(span) => put({ debounce: { ...debounce, at_most: span } })}
          />
        </>
      ) : null}
    </>
  );
}

/** So many may begin in a time. */
export function Bound({ trigger, put }: Pacing) {
  const { throttle } = trigger;
  return (
    <>
      <Switch
        label="Begin no more than so often"
        description="What is more is not taken in, and the page of the contact says so."
        checked={!!throttle}
        onChange={({ currentTarget }) =>
          put({ throttle: currentTarget.checked ? { most: 3, per: AN_HOUR } : undefined } as Partial<Trigger>)
        }
      />
      {throttle ? (
        <>
          <NeededNumber
            label="At most so many"
            min={1}
            max={9999}
            value={throttle.most}
            onChange={(most) => put({ throttle: { ...throttle, most } })}
          />
          <SpanFields
            label="Within so long"
            needed
            value={throttle.per}
            onChange={(per) => put({ throttle: { ...throttle, per } })}
          />
        </>
      ) : null}
    </>
  );
}
