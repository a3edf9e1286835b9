// Times as people say them: "3 hours ago" within a week, the date beyond; the exact moment with its zone.

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const WEEK = 7 * 86_400;

/** Relative under seven days either way, else the day. */
export function sayWhen(at: Date, now: Date, locale: string, zone: string): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  if (Math.abs(seconds) >= WEEK) return sayDay(at, now, locale, zone);
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return step ? words.format(Math.trunc(seconds / step[1]), step[0]) : words.format(0, 'second');
}

/** `12 Mar`, with the year only where it is another one. */
export function sayDay(at: Date, now: Date, locale: string, zone: string): string {
  const year = (day: Date) => new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: zone }).format(day);
  const wish = { day: 'numeric', month: 'short', timeZone: zone } as const;
  return new Intl.DateTimeFormat(locale, year(at) === year(now) ? wish : { ...wish, year: 'numeric' }).format(
    at,
  );
}

/** The exact moment in the zone of the business, which is named. */
export function sayExactly(at: Date, locale: string, zone: string): string {
  const wish = { dateStyle: 'full', timeStyle: 'short', timeZone: zone } as const;
  return `${new Intl.DateTimeFormat(locale, wish).format(at)} (${zone.replaceAll('_', ' ')})`;
}

/** `2026-03-29`, the date at a moment in a zone. */
export function dayOf(at: Date, zone: string): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone } as const;
  return new Intl.DateTimeFormat('en-CA', parts).format(at);
}

/** The date after the one of this moment; by the calendar, since a day may have 23 or 25 hours. */
export function tomorrowOf(now: Date, zone: string): string {
  const noon = new Date(`${dayOf(now, zone)}T12:00:00Z`);
  return new Date(noon.getTime() + 86_400_000).toISOString().slice(0, 10);
}

/** "today at 17:30", "tomorrow at 09:00", "on 12 Mar at 09:00". */
export function sayDayAndTime(at: Date, now: Date, locale: string, zone: string): string {
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: zone }).format(at);
  const day = dayOf(at, zone);
  if (day === dayOf(now, zone)) return `today at ${clock}`;
  if (day === tomorrowOf(now, zone)) return `tomorrow at ${clock}`;
  return `on ${sayDay(at, now, locale, zone)} at ${clock}`;
}
