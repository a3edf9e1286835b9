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
