// Lists come a page at a time behind an opaque cursor; no total is promised.

export interface Page<T> {
  items: T[];
  next: string | null;
}

/** All pages as one list. A row that moved between two requests may stand on both: the later page wins. */
export function flatten<T extends { id: string }>(pages: readonly Page<T>[] | undefined): T[] {
  const rows = new Map<string, T>();
  for (const page of pages ?? []) for (const row of page.items) rows.set(row.id, row);
  return [...rows.values()];
}

/** What to ask for next; `undefined` ends the list. */
export function cursorAfter<T>(last: Page<T>): string | undefined {
  return last.next ?? undefined;
}
