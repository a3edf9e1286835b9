// What of a saved view a list still understands, and whether it is the one on screen.

export type Choices = Partial<Record<string, string>>;
/** What can be chosen of a filter, where the list knows it; one that is not named here takes anything. */
export type Offers = Readonly<Record<string, readonly string[]>>;

export interface Understood {
  query: Record<string, string>;
  /** The filters that are not there any more, or whose choice is not. */
  lost: string[];
}

export function understood(saved: Choices, names: readonly string[], offers: Offers = {}): Understood {
  const query: Record<string, string> = {};
  const lost: string[] = [];
  for (const [name, value] of Object.entries(saved)) {
    if (value === undefined || value === '') continue;
    const offered = offers[name];
    if (names.includes(name) && (!offered || offered.includes(value))) query[name] = value;
    else lost.push(name);
  }
  return { query, lost };
}

/** The address that shows exactly this view: what it does not name is taken out. */
export function addressOf(query: Choices, names: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(names.map((name) => [name, query[name] ?? null]));
}

export function isShown(query: Choices, now: Choices, names: readonly string[]): boolean {
  return names.every((name) => (query[name] ?? '') === (now[name] ?? ''));
}
