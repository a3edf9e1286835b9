// A whole number as somebody types it.
import type { Reading } from './typed';

/** Undefined where it is none, or none of these. */
export function readWhole(text: number | string, least: number, most: number): number | undefined {
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isInteger(number) && number >= least && number <= most ? number : undefined;
}

/** Of a number that has to be there. */
export const needed = (least: number, most: number): Reading<number | string, number> => ({
  written: (number) => number,
  read: (text, before) => readWhole(text, least, most) ?? before,
});

/** What to write instead; undefined where it is right. */
export function askWhole(text: number | string, least: number, most: number): string | undefined {
  if (readWhole(text, least, most) !== undefined) return undefined;
  return Number(text) > most
    ? `Write ${most.toLocaleString('en')} or less`
    : `Write a whole number, ${least.toLocaleString('en')} or more`;
}
