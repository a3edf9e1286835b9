// What differs between two versions of a text, line by line: the longest common run stays, the rest is gone or new.

export type Line = { kind: 'same' | 'gone' | 'added'; text: string };

export function difference(before: string, after: string): Line[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const common = lengths(old, now);
  const found: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      found.push({ kind: 'same', text: old[i]! });
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      found.push({ kind: 'gone', text: old[i]! });
      i += 1;
    } else {
      found.push({ kind: 'added', text: now[j]! });
      j += 1;
    }
  }
  return found;
}

/** How many lines two ends have in common, from each pair of places on. */
function lengths(old: readonly string[], now: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      table[i]![j] =
        old[i] === now[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table;
}
