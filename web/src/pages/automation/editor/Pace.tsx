// How quickly runs may begin one after the other: once it is quiet, and no more than so many in a time.
import { WholeNumber } from '../../../ui/WholeNumber';
import type { Trigger } from './document';
import { SpanFields } from './SpanFields';
import { Switched } from './Switched';

interface Pacing {
  trigger: Trigger;
  put: (next: Partial<Trigger>) => void;
}

const TEN_MINUTES = { minutes: 10 };
const AN_HOUR = { hours: 1 };

/** Of many in quick succession the last one begins it. */
export function Quiet({ trigger: { debounce }, put }: Pacing) {
  const set = (next: Trigger['debounce']) => put({ debounce: next } as Partial<Trigger>);
  return (
    <Switched
      label="Wait until nothing more comes"
      description="Of several in quick succession only the last one begins it."
      usual={{ for: TEN_MINUTES, at_most: AN_HOUR }}
      value={debounce}
      onChange={set}
    >
      {(now) => (
        <>
          <SpanFields
            label="It has to be quiet for"
            needed
            value={now.for}
            onChange={(span) => set({ ...now, for: span })}
          />
          <SpanFields
            label="It begins at the latest after"
            description="So long after the first of them, however many still come."
            needed
            value={now.at_most}
            onChange={(span) => set({ ...now, at_most: span })}
          />
        </>
      )}
    </Switched>
  );
}

/** So many may begin in a time. */
export function Bound({ trigger: { throttle }, put }: Pacing) {
  const set = (next: Trigger['throttle']) => put({ throttle: next } as Partial<Trigger>);
  return (
    <Switched
      label="Begin no more than so often"
      description="What is more is not taken in, and the page of the contact says so."
      usual={{ most: 3, per: AN_HOUR }}
      value={throttle}
      onChange={set}
    >
      {(now) => (
        <>
          <WholeNumber
            label="At most so many"
            needed
            min={1}
            max={9999}
            value={now.most}
            onChange={(most) => set({ ...now, most })}
          />
          <SpanFields
            label="Within so long"
            needed
            value={now.per}
            onChange={(per) => set({ ...now, per })}
          />
        </>
      )}
    </Switched>
  );
}
