// Which nouns a query shows, so that a change anywhere refreshes exactly the screens that speak of it.

/** `/bank_lines/…` → `bank_line`, `/companies` → `company`. */
export function nounOfPath(path: string): string {
  const plural = path.split('/')[1] ?? '';
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  return plural.endsWith('s') ? plural.slice(0, -1) : plural;
}

/** `lead.captured`, `lead.close` → `lead`. */
export function nounOfKind(kind: string): string {
  return kind.split('.')[0] ?? kind;
}

/** `lead_01J…` → `lead`; ids are a noun and 26 characters. */
export function nounOfId(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('_')));
}

export interface Change {
  kind: string;
  subject?: string | null;
}

/** Does a query over `nouns` at `path` show what changed? `*` shows everything. */
export function concerns(nouns: readonly string[], path: string, change: Change): boolean {
  const subject = change.subject ?? '';
  const about = [nounOfKind(change.kind), nounOfId(subject)];
  if (!nouns.includes('*') && !about.some((noun) => nouns.includes(noun))) return false;
  const same = path.split('/').filter((part) => part !== subject && nounOfId(part) === nounOfId(subject));
  return subject === '' || same.every((part) => !isId(part));
}

function isId(part: string): boolean {
  return /^[a-z_]+_[0-9a-hjkmnp-tv-z]{26}$/i.test(part);
}
