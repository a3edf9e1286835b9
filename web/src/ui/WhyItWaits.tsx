// Why a mail or a call waits, in the server's words, and when it leaves at the earliest, where that is known.
import { Tooltip } from '@mantine/core';
import { useBusiness, useSession } from '../api/session';
import { sayDayAndTime, sayExactly } from './instant';

export interface Waits {
  /** A sentence. */
  why: string;
  until: string | null;
}

export function WhyItWaits({ why, until }: Waits) {
  const { user } = useSession();
  const business = useBusiness();
  const now = new Date();
  if (!until || Date.parse(until) <= now.getTime()) return <>{why}</>;
  const due = new Date(until);
  const zone = user.zone ?? business.zone;
  return (
    <>
      {why} It leaves{' '}
      <Tooltip label={sayExactly(due, business.locale, zone)}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time, by key */}
        <time dateTime={until} className="num" tabIndex={0}>
          {sayDayAndTime(due, now, business.locale, zone)}
        </time>
      </Tooltip>{' '}
      at the earliest.
    </>
  );
}
