// How a stuck run is mended: the input of its step as somebody types it anew, and the steps it can go on at.
import type { Money } from '../../api/views';
import { readAmount, writeAmount } from '../../ui/amount';
import { inWords } from '../../ui/StatusBadge';
import { isOurs } from './editor/argument';
import { plain, scopeOfStep, type Catalogue, type Schema } from './editor/catalogue';
import { everyStep, type Automation } from './editor/document';
import { resolve } from './editor/fresh';
import { sayStep } from './editor/says';
import type { StepView, WholeRun } from './shapes';

export type Input = Record<string, unknown>;

/** Where it stands, as it was tried last. */
export const stuckAt = (run: WholeRun): StepView | undefined =>
  run.steps.findLast(({ step, input }) => step === run.step && input !== null);

export const inputOf = (run: WholeRun) => (stuckAt(run)?.input as Input | undefined) ?? {};

/** What a person may write anew; the rest is the engine's and goes along as it is. */
export const editable = (input: Input) => Object.keys(input).filter((name) => !isOurs(name));

const isMoney = (value: unknown): value is Money =>
  value !== null && typeof value === 'object' && 'minor' in value && 'currency' in value;

/** Text stays text, an amount is one; everything else is shown as data. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return isMoney(value) ? writeAmount(value) : JSON.stringify(value);
}

export function read(before: unknown, typed: string): unknown {
  if (typeof before === 'string') return typed;
  if (isMoney(before)) return readAmount(typed, before.currency) ?? typed;
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return typed;
  }
}

/** The whole input again, with what was typed in its place. */
export function retyped(input: Input, typed: Record<string, string>): Input {
  const now = Object.entries(input).map(([name, value]) => {
    const words = typed[name];
    return [name, words === undefined || words === shown(value) ? value : read(value, words)];
  });
  return Object.fromEntries(now) as Input;
}

/** Is it one of the people who work here? */
export function isPerson(schema: Schema | undefined, name: string): boolean {
  const own = schema?.properties?.[name];
  return !!own && !!resolve(schema, own).pattern?.startsWith('^user_');
}

/** Each step by what it does, in the order of its text; by their names alone where that cannot be read. */
export function goesOnAt(
  run: WholeRun,
  doc: Automation | undefined,
  catalogue: Catalogue | undefined,
): { value: string; label: string }[] {
  if (!doc || !catalogue) {
    const known = [...new Set(run.steps.map(({ step }) => step))];
    return known.filter((id) => id !== run.step).map((id) => ({ value: id, label: inWords(id) }));
  }
  const scope = scopeOfStep(catalogue, doc);
  const all = everyStep(doc.steps).map((step, place) => ({
    value: step.id,
    label: `${place + 1}. ${sayStep(catalogue, step, scope)} (${plain(step.id).toLowerCase()})`,
  }));
  return all.filter(({ value }) => value !== run.step);
}
