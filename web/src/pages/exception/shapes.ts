// Exceptions as the server gives them: what a machine could not finish, and whose it is.

export interface Exception {
  id: string;
  rv: number;
  owner: string | null;
  /** Stable, such as `mail.bounced`. */
  code: string;
  title: string;
  /** What happened, what was tried, what to do. */
  detail: string;
  subject: string | null;
  contact: string | null;
  run: string | null;
  fix: Fix | null;
  state: 'open' | 'closed';
  raised_at: string;
  due_at: string;
  late: boolean;
  closed_at: string | null;
  outcome: string | null;
  /** How many records the same cause met, and how many of them are left. */
  count: number;
  left: number;
  last_at: string;
}

/** One record that the cause of an exception met. */
export interface Case {
  id: string;
  subject: string | null;
  contact: string | null;
  run: string | null;
  detail: string;
  fix: Fix | null;
  at: string;
}

export interface Tried {
  at: string;
  what: string;
  times: number | null;
  why: string;
}

export interface WholeException extends Exception {
  tried: Tried[];
}

/** `automation.not_started` → `Automation: not started`. */
export function sayCode(code: string): string {
  const words = code.replace('.', ': ').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Each kind among these with how many there are, the most frequent first. */
export function kindsOf(exceptions: readonly Exception[]): { code: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { code } of exceptions) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .toSorted((left, right) => right.count - left.count || left.code.localeCompare(right.code));
}

/** Whether every word stands in its title, in what happened or in its kind. */
export function speaksOf(exception: Exception, words: string): boolean {
  const { title, detail, code } = exception;
  const text = `${title} ${detail} ${code} ${sayCode(code)}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** "300 × Welcome: stuck at send". */
export function heading({ title, count }: Exception): string {
  return count > 1 ? `${count.toLocaleString()} × ${title}` : title;
}

/** One press that probably mends it: a verb with its body, or a question with its answers. */
export interface Fix {
  verb: string;
  body: Record<string, unknown>;
  label?: string;
  answers?: string[];
}

/** What leaves the house by a fix cannot be called back: it is asked for first. */
export function leaves(fix: Fix): boolean {
  return ['mail.release', 'message.send', 'invoice.credit'].includes(fix.verb);
}
