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

export const askWhole = (least: number, most: number) =>
  `Write a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`;
