// Commands: the only way anything changes. Every verb is called the same way and may carry its own undo.
import { newKey, send, type Wish } from './http';
import { touched } from './query';

export interface Undo {
  verb: string;
  body: unknown;
}

export interface Done<T> {
  answer: T;
  undo: Undo | null;
}

export type CallWish = Pick<Wish, 'ifMatch' | 'key'>;

/** Calls a verb. The same `key` may be sent again after a lost connection without doing it twice. */
export async function call<T = unknown>(
  verb: string,
  body: unknown = {},
  wish: CallWish = {},
): Promise<Done<T>> {
  const done = await send<Done<T>>('POST', `/call/${verb}`, { key: newKey(), ...wish, body });
  touched(verb);
  return done;
}

/** Some commands have a path of their own (signing in, setting up): same envelope, no key. */
export function post<T = unknown>(path: string, body: unknown = {}): Promise<Done<T>> {
  return send<Done<T>>('POST', path, { body });
}

export function takeBack(undo: Undo): Promise<Done<unknown>> {
  return call(undo.verb, undo.body);
}
