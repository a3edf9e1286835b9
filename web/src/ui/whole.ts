// A whole number as somebody types it.
import type { Reading } from './typed';

/** Undefined where it is none, or none of these. */
export function readWhole(text: number | string, least: number, most: number): number | undefined {
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isInteger(number) && number >= least && number <= most ? number : undefined;
}

/** Where one is needed, an emptied field leaves what was written; else it says nothing then. */
export const whole = (
  least: number,
  most: number,
  needed: boolean,
): Reading<number | string, number | undefined> => ({
  written: (number) => number ?? '',
  read: (text, before) => readWhole(text, least, most) ?? (text === '' && !needed ? undefined : before),
});

/** What to write instead; undefined where it is right, as an empty one is where none is needed. */
export function askWhole(
  text: number | string,
  least: number,
  most: number,
  needed = true,
): string | undefined {
  if (readWhole(text, least, most) !== undefined || (text === '' && !needed)) return undefined;
  return Number(text) > most
    ? `Write ${most.toLocaleString('en')} or less`
    : `Write a whole number, ${least.toLocaleString('en')} or more`;
}
