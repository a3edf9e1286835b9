// How documents are numbered: formats per series, and how one looks when it is printed.

export interface NumberFormat {
  /** `{n}`, `{n:4}` (padded), `{year}`. */
  format: string;
  start: number;
}

/** Every series that is printed, with the format a new business begins with. */
export const SERIES = [
  { key: 'invoice', label: 'Invoices', usual: 'INV-{year}-{n:4}' },
  { key: 'credit_note', label: 'Credit notes', usual: 'CN-{year}-{n:4}' },
  { key: 'proposal', label: 'Proposals', usual: 'P-{year}-{n:4}' },
  { key: 'project', label: 'Projects', usual: 'PR-{year}-{n:4}' },
] as const;

export type SeriesKey = (typeof SERIES)[number]['key'];

/** The first number as it will be printed, or `null` where the format cannot be read. */
export function printed(format: string, start: string, year: number): string | null {
  const n = wholeNumber(start);
  if (n === null || !/\{n(:\d{1,2})?\}/.test(format)) return null;
  const text = format
    .replaceAll('{year}', String(year))
    .replace(/\{n(?::(\d{1,2}))?\}/g, (_, width?: string) => String(n).padStart(Number(width ?? 0), '0'));
  return /[{}]/.test(text) ? null : text;
}

export function wholeNumber(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text.trim()) ? Number(text.trim()) : null;
}
