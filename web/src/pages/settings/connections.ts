// Connections as the server gives them and takes them, and in words how one stands.

export type Auth = 'none' | 'bearer' | 'basic' | 'header';

export interface Caller {
  automation: string;
  name: string;
  on: boolean;
  /** False where only runs under way of an earlier version still call it. */
  current: boolean;
}

export interface Connection {
  id: string;
  rv: number;
  name: string;
  base_url: string;
  auth: Auth;
  auth_name: string | null;
  has_secret: boolean;
  inside: boolean;
  idempotent: boolean;
  calls_per_second: number;
  paused: boolean;
  health: 'ok' | 'open' | 'auth_failed';
  since: string | null;
  until: string | null;
  why: string | null;
  waiting: number;
  callers: readonly Caller[];
}

/** What came of a test. */
export interface Tested {
  works: boolean;
  code: number | null;
  ms: number;
  said: string;
}

export const AUTHS: readonly { value: Auth; label: string }[] = [
  { value: 'none', label: 'Nothing' },
  { value: 'bearer', label: 'A token' },
  { value: 'basic', label: 'A user name and a password' },
  { value: 'header', label: 'A header of its own' },
];

/** What `auth_name` and the secret are called there; null where they are not asked for. */
export const AUTH_WORDS: Record<Auth, { name: string | null; secret: string | null }> = {
  none: { name: null, secret: null },
  bearer: { name: null, secret: 'Token' },
  basic: { name: 'User name there', secret: 'Password there' },
  header: { name: 'Name of the header', secret: 'Its value' },
};

interface Stand {
  state: string;
  label: string;
  tone: 'good' | 'bad' | 'waiting' | 'quiet';
}

/** `works` is what a test on this screen has said, where there was one. */
export function standOf({ paused, health }: Connection, works: boolean | null = null): Stand {
  if (paused) return { state: 'paused', label: 'Paused', tone: 'quiet' };
  if (health === 'auth_failed') return { state: health, label: 'Does not know us', tone: 'bad' };
  if (health === 'open') return { state: health, label: 'Rests after failures', tone: 'waiting' };
  if (works === false) return { state: 'tested', label: 'The test failed', tone: 'waiting' };
  return { state: 'ok', label: 'Working', tone: 'good' };
}

/** `3 calls wait`; nothing where none does. */
export function sayWaiting(waiting: number): string {
  if (!waiting) return '';
  return waiting === 1 ? '1 call waits' : `${waiting.toLocaleString()} calls wait`;
}

export interface Typed {
  name: string;
  base_url: string;
  auth: Auth;
  auth_name: string;
  secret: string;
  inside: boolean;
  idempotent: boolean;
  calls_per_second: number | string;
}

export function toForm(known: Connection | null): Typed {
  return {
    name: known?.name ?? '',
    base_url: known?.base_url ?? '',
    auth: known?.auth ?? 'bearer',
    auth_name: known?.auth_name ?? '',
    secret: '',
    inside: known?.inside ?? false,
    idempotent: known?.idempotent ?? false,
    calls_per_second: known?.calls_per_second ?? 10,
  };
}

/** What needs no server to be seen. */
export function checkTyped(typed: Typed, known: Connection | null): Record<string, string | null> {
  const words = AUTH_WORDS[typed.auth];
  const kept = known?.has_secret && known.auth === typed.auth;
  return {
    name: /^[a-z0-9_-]{1,40}$/.test(typed.name.trim())
      ? null
      : 'Write small letters, digits and dashes, such as shop.',
    base_url: typed.base_url.trim() ? null : 'Write it like https://api.shop.example/v2.',
    auth_name: words.name && !typed.auth_name.trim() ? 'Fill this in.' : null,
    calls_per_second:
      Number(typed.calls_per_second) >= 1 && Number(typed.calls_per_second) <= 1000
        ? null
        : 'Write a number from 1 to 1,000.',
    secret: words.secret && !typed.secret.trim() && !kept ? 'Put in what it knows us by.' : null,
  };
}

export function toAdd(typed: Typed): Record<string, unknown> {
  const words = AUTH_WORDS[typed.auth];
  return {
    name: typed.name.trim(),
    base_url: typed.base_url.trim(),
    auth: typed.auth,
    ...(words.name ? { auth_name: typed.auth_name.trim() } : {}),
    ...(words.secret ? { secret: typed.secret.trim() } : {}),
    inside: typed.inside,
    idempotent: typed.idempotent,
    calls_per_second: Number(typed.calls_per_second),
  };
}

/** Only what is another than before, so that taking it back touches nothing else; null where nothing is. */
export function toChange(known: Connection, typed: Typed): Record<string, unknown> | null {
  const { name: _, ...next } = toAdd(typed);
  const changed = Object.entries(next).filter(([field, value]) =>
    field === 'secret' ? value !== '' : value !== known[field as keyof Connection],
  );
  return changed.length ? { connection: known.id, ...Object.fromEntries(changed) } : null;
}
