// The health of the house as the server gives it.

export interface Expectation {
  at_least: number;
  hours: number;
}

export interface Watched {
  name: string;
  title: string;
  owner: string | null;
  last_at: string | null;
  week: number;
  /** The same stretch one to four weeks ago. */
  usual: number[];
  expect: Expectation | null;
  sound: 'learning' | 'usual' | 'silent' | 'below' | 'unwatched';
}

/** Something that must hold whatever happens. */
export interface HealthPromise {
  code: string;
  title: string;
  at: string | null;
  broken_since: string | null;
}

export interface Health {
  at: string;
  good: boolean;
  workers: { name: string; at: string; late: boolean }[];
  promises: HealthPromise[];
  effects: { kind: string; waiting: number; oldest_at: string | null; uncertain: number; failed: number }[];
  runs: { overdue: number; oldest_at: string | null; parked: number };
  exceptions: { open: number; late: number; unowned: number };
  watched: Watched[];
  reach: { mail_works: boolean; users: number; with_push: number };
}
