// What somebody imagines to happen: a kind of fact with the values they gave it, as the server is told.
import { readAmount } from '../../ui/amount';
import type { Field } from './editor/catalogue';

export type Given = Record<string, string | number>;

export interface Imagined {
  /** Empty where nothing is imagined: it is as it happened last. */
  fact: string;
  given: Given;
}

export interface WhatIf extends Imagined {
  hours: number;
}

/** Those a person can fill in; whom it is about is chosen already. */
export function fillable(fields: readonly Field[], subject: string): Field[] {
  return fields.filter(({ kind, of }) => of !== subject && of !== 'contact' && kind !== 'list');
}

function valueOf({ kind }: Field, value: string | number, currency: string): unknown {
  if (kind === 'flag') return value === 'yes';
  if (kind === 'at') return new Date(String(value)).toISOString();
  if (kind === 'money') return readAmount(String(value), currency) ?? value;
  return value;
}

/** Only what was filled in; what is no amount is the server's to refuse. */
export function told(fields: readonly Field[], given: Given, currency: string): Record<string, unknown> {
  const filled = fields.filter(({ name }) => given[name] !== undefined && given[name] !== '');
  return Object.fromEntries(
    filled.map((field) => [field.name, valueOf(field, given[field.name]!, currency)]),
  );
}

/** At which moment, counted from now. */
export const hoursFrom = (now: number, hours: number) => new Date(now + hours * 3_600_000).toISOString();
