// An instant: relative within seven days, exact on hover and focus, always machine-readable.
import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useBusiness } from '../api/session';
import { sayExactly, sayWhen } from './instant';

/** The time now, renewed every half minute, so that "2 minutes ago" does not stand still. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** `still` where it stands inside a link or button, which has the focus already. */
export function When({ at, still = false }: { at: string | null | undefined; still?: boolean }) {
  const { locale, zone } = useBusiness();
  const now = useNow();
  if (!at) return <span>–</span>;
  const instant = new Date(at);
  const exact = sayExactly(instant, locale, zone);
  return (
    <Tooltip label={exact}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time, by key */}
      <time dateTime={at} className="nowrap num" tabIndex={still ? undefined : 0}>
        {sayWhen(instant, now, locale, zone)}
      </time>
    </Tooltip>
  );
}
