// Amounts as people type them, to whole minor units: no float in between, the last sign before the end decides.
import type { Money } from '../api/views';

/** Digits after the decimal sign: 2 for EUR, 0 for JPY. */
export function placesOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** Whole units, perhaps with a sign between groups of two or three digits. */
const GROUPED = /^\d+$|^\d{1,3}([.,]\d{2,3})+$/;

/** `1.250,50`, `1,250.50`, `1 250` or `€ 80`; null for what is no amount of this currency. */
export function readAmount(typed: string, currency: string): Money | null {
  const places = placesOf(currency);
  const bare = typed.replace(/[\s'’]|\p{Sc}|[A-Za-z]{3}/gu, '');
  const parts = /^(\d[\d.,]*?)(?:[.,](\d+))?$/.exec(bare);
  if (!parts || !GROUPED.test(parts[1] ?? '')) return null;
  let [whole, rest] = [parts[1] ?? '', parts[2] ?? ''];
  // three digits after a sign are thousands, unless the currency has three places
  if (rest.length === 3 && places !== 3) [whole, rest] = [whole + rest, ''];
  if (rest.length > places) return null;
  const minor = Number(whole.replace(/[.,]/g, '') + rest.padEnd(places, '0'));
  return Number.isSafeInteger(minor) ? { minor, currency } : null;
}

/** `1250.50`: to be put into a field and read again. */
export function writeAmount({ minor, currency }: Money): string {
  const places = placesOf(currency);
  const digits = String(Math.abs(minor)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${minor < 0 ? '-' : ''}${whole}${places ? `.${digits.slice(-places)}` : ''}`;
}
