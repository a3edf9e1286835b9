// A change made in the row of a list, to the version the person was looking at: where somebody else was faster, it is
// not done, and what they changed is said.
import { send } from '../api/http';
import { Problem } from '../api/problem';
import { touched } from '../api/query';
import { change } from './change';

interface Seen {
  id: string;
  rv: number;
}

interface InPlace<T extends Seen> {
  /** As it was on screen. */
  row: T;
  /** Where the record is read: `/tasks/task_…`. */
  path: string;
  /** What the row shows, in words: `{ due_at: 'the time' }`. */
  words: Readonly<Record<string, string>>;
  done: string;
}

export async function inPlace<T extends Seen>(
  verb: string,
  body: unknown,
  { row, path, words, done }: InPlace<T>,
): Promise<void> {
  try {
    await change(verb, body, done, { ifMatch: row.rv });
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'request.stale') throw cause;
    touched(verb);
    const now = await send<T>('GET', path);
    const said = sayChanged(whatChanged(row, now, words));
    throw new Problem({ code: cause.code, status: cause.status, ...said });
  }
}

/** The words of the fields that are not as they were. */
export function whatChanged(before: object, now: object, words: Readonly<Record<string, string>>): string[] {
  const at = (record: object, name: string) => JSON.stringify((record as Record<string, unknown>)[name]);
  return Object.entries(words)
    .filter(([name]) => at(before, name) !== at(now, name))
    .map(([, word]) => word);
}

function sayChanged(what: readonly string[]): { title: string; detail: string } {
  const changed = what.length ? `changed ${what.join(' and ')}` : 'changed this record';
  const detail = `Somebody ${changed} meanwhile. Yours was not kept; the list shows it as it is now.`;
  return { title: 'Somebody was faster', detail };
}
