// One door to the server: same-origin session, a header no foreign form can send, problems as exceptions.
import { Problem, problemOf, unreachable } from './problem';

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Wish {
  query?: Query;
  body?: unknown;
  /** The version the person was looking at; a newer one on the server is refused. */
  ifMatch?: string | number;
  /** Makes a repetition harmless: the server answers the second time what it answered the first. */
  key?: string;
  signal?: AbortSignal;
}

export const BASE = '/api/v1';

let expired: () => void = () => undefined;
/** Called when a session that was there is gone. */
export function onExpired(then: () => void) {
  expired = then;
}

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ''}`;
}

function headersOf(method: string, wish: Wish): Headers {
  const headers = new Headers({ accept: 'application/json' });
  if (method !== 'GET') headers.set('x-requested-with', 'app');
  if (wish.body !== undefined) headers.set('content-type', 'application/json');
  if (wish.ifMatch !== undefined) headers.set('if-match', `"${wish.ifMatch}"`);
  if (wish.key) headers.set('idempotency-key', wish.key);
  return headers;
}

/** Sends and reads one answer; throws `Problem` for everything that is not a success. */
export async function send<T>(method: string, path: string, wish: Wish = {}): Promise<T> {
  const init: RequestInit = { method, headers: headersOf(method, wish), credentials: 'same-origin' };
  if (wish.body !== undefined) init.body = JSON.stringify(wish.body);
  if (wish.signal) init.signal = wish.signal;
  const response = await fetch(address(path, wish.query), init).catch((cause: unknown) => {
    if (wish.signal?.aborted) throw cause;
    throw unreachable();
  });
  if (!response.ok) throw await refused(response, path);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

async function refused(response: Response, path: string): Promise<Problem> {
  const problem = await problemOf(response);
  if (problem.status === 401 && !path.startsWith('/session')) expired();
  return problem;
}

/** 128 random bits as text; `crypto.randomUUID` is missing on plain http in a local network. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
