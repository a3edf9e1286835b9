// When something is due, as people choose it: a wait on the calendar of the business, or a day.

/** A wait as the server counts it, or an instant. */
export type Due = { days?: number; hours?: number; window?: 'business' } | string;

export const WAITS: { value: string; label: string; due: Due }[] = [
  { value: 'hour', label: 'In an hour', due: { hours: 1 } },
  { value: 'today', label: 'In 4 business hours', due: { hours: 4, window: 'business' } },
  { value: 'tomorrow', label: 'Tomorrow', due: { days: 1, window: 'business' } },
  { value: 'three_days', label: 'In 3 days', due: { days: 3, window: 'business' } },
  { value: 'week', label: 'In a week', due: { days: 7, window: 'business' } },
  { value: 'month', label: 'In a month', due: { days: 30, window: 'business' } },
];

export const USUAL_WAIT = 'tomorrow';

export function dueOf(wait: string): Due {
  return WAITS.find(({ value }) => value === wait)?.due ?? { days: 1, window: 'business' };
}

/** `2026-03-29T14:30` of a field, read on the clock of this browser, as the field's own picker shows it. */
export function instantOf(local: string): string | null {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The other way round. */
export function localOf(instant: string): string {
  const at = new Date(instant);
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
