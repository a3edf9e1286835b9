// What is being written, kept in this browser until it is published: a reload or a crash loses nothing.

export interface Draft {
  text: string | null;
  document: unknown;
  /** The version it was begun from; 0 for a new automation. */
  version: number;
  at: string;
}

const keyFor = (automation: string) => `throughline.automation.${automation}`;

export function keepDraft(automation: string, draft: Draft) {
  try {
    localStorage.setItem(keyFor(automation), JSON.stringify(draft));
  } catch {
    // a full or forbidden storage loses the draft of a reload, nothing else
  }
}

export function dropDraft(automation: string) {
  try {
    localStorage.removeItem(keyFor(automation));
  } catch {
    // nothing was kept
  }
}

export function readDraft(automation: string): Draft | null {
  try {
    const found = localStorage.getItem(keyFor(automation));
    return found ? (JSON.parse(found) as Draft) : null;
  } catch {
    return null;
  }
}
