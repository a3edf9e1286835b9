// What a step was given or answered, by what each value is: so that every one of them is shown as words.
import type { Money } from '../../api/views';

export type Shape =
  | { is: 'nothing' }
  | { is: 'words'; words: string }
  | { is: 'money'; money: Money }
  | { is: 'record'; id: string }
  | { is: 'instant'; at: string }
  | { is: 'list'; of: readonly unknown[] }
  | { is: 'fields'; of: readonly [name: string, value: unknown][] };

const ID = /^[a-z_]+_[0-9a-hjkmnp-tv-z]{26}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT/;

export function shapeOf(value: unknown): Shape {
  if (value === null || value === undefined || value === '') return { is: 'nothing' };
  if (typeof value === 'boolean') return { is: 'words', words: value ? 'yes' : 'no' };
  if (typeof value === 'string') {
    if (ID.test(value)) return { is: 'record', id: value };
    if (INSTANT.test(value)) return { is: 'instant', at: value };
    return { is: 'words', words: value };
  }
  if (typeof value !== 'object') return { is: 'words', words: String(value) };
  if (Array.isArray(value)) return value.length ? { is: 'list', of: value } : { is: 'nothing' };
  const { minor, currency } = value as Partial<Money>;
  if (typeof minor === 'number' && typeof currency === 'string')
    return { is: 'money', money: { minor, currency } };
  const of = said(value as Record<string, unknown>);
  return of.length ? { is: 'fields', of } : { is: 'nothing' };
}

/** The fields that say something. */
export const said = (fields: Record<string, unknown>): [string, unknown][] =>
  Object.entries(fields).filter(([, value]) => shapeOf(value).is !== 'nothing');
