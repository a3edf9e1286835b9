// Conditions as plain rows, and back. Only what rows can say whole is read; everything else stays text.

export type Compare =
  | 'is'
  | 'is_not'
  | 'in'
  | 'not_in'
  | 'below'
  | 'at_most'
  | 'above'
  | 'at_least'
  | 'known'
  | 'unknown'
  | 'past'
  | 'ahead';

export type Value = string | number | boolean | string[] | { field: string } | { money: string };

export interface Row {
  path: string;
  compare: Compare;
  value?: Value;
}

export interface Rows {
  join: 'all' | 'any';
  rows: Row[];
}

type Token = { kind: 'word' | 'text' | 'number' | 'sign'; text: string };

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d+)(?![\w.])|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(&&|\|\||==|!=|<=|>=|[<>!()[\],]))/y;

function tokens(source: string): Token[] | null {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const hit = TOKEN.exec(source);
    if (!hit) return null;
    const [, text, number, word, sign] = hit;
    if (text !== undefined) found.push({ kind: 'text', text: unquoted(text) });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
    else found.push({ kind: 'sign', text: sign! });
  }
  return found;
}

function unquoted(text: string): string {
  const plain: Record<string, string> = { n: '\n', t: '\t' };
  return text.slice(1, -1).replaceAll(/\\(.)/gs, (_, char: string) => plain[char] ?? char);
}

const SIGNS: Record<string, Compare> = {
  '==': 'is',
  '!=': 'is_not',
  '<': 'below',
  '<=': 'at_most',
  '>': 'above',
  '>=': 'at_least',
};
const SIGN_OF = Object.fromEntries(Object.entries(SIGNS).map(([sign, compare]) => [compare, sign]));

class Reader {
  private at = 0;
  constructor(private readonly list: Token[]) {}

  private peek(text?: string) {
    const next = this.list[this.at];
    return text === undefined || (next?.kind === 'sign' && next.text === text) ? next : undefined;
  }
  private take(text: string): boolean {
    const hit = this.peek(text) !== undefined;
    if (hit) this.at += 1;
    return hit;
  }
  private word(): string | undefined {
    const next = this.list[this.at];
    if (next?.kind !== 'word') return;
    this.at += 1;
    return next.text;
  }

  whole(): Rows | null {
    const first = this.group();
    if (!first) return null;
    const sign = this.peek('&&') ? '&&' : '||';
    const groups = [first];
    while (this.take(sign)) {
      const next = this.group();
      if (!next) return null;
      groups.push(next);
    }
    if (this.peek()) return null;
    return sign === '&&' ? joined('all', groups.flat()) : joined('any', groups.flatMap(guarded));
  }

  /** One row, or in brackets the two that belong together: known, and something of it. */
  private group(): Row[] | null {
    if (!this.take('(')) {
      const row = this.row();
      return row && [row];
    }
    const rows = [this.row()];
    while (this.take('&&')) rows.push(this.row());
    if (!this.take(')') || rows.includes(null)) return null;
    const merged = guarded(rows as Row[]);
    return merged.length === 1 ? merged : null;
  }

  private row(): Row | null {
    const not = this.take('!');
    if (not && this.take('(')) {
      const inner = this.row();
      if (!inner || inner.compare !== 'in' || !this.take(')')) return null;
      return { ...inner, compare: 'not_in' };
    }
    const path = this.word();
    if (path === undefined) return null;
    if (path === 'has') {
      const of = this.take('(') ? this.word() : undefined;
      if (of === undefined || !this.take(')')) return null;
      return { path: of, compare: not ? 'unknown' : 'known' };
    }
    if (not) return { path, compare: 'is', value: false };
    return this.comparison(path);
  }

  private comparison(path: string): Row | null {
    const next = this.peek();
    if (next?.kind === 'word' && next.text === 'in') {
      this.at += 1;
      const value = this.texts();
      return value && { path, compare: 'in', value };
    }
    const compare = next?.kind === 'sign' ? SIGNS[next.text] : undefined;
    if (!compare) return { path, compare: 'is', value: true };
    this.at += 1;
    const value = this.value();
    if (value === undefined) return null;
    if (typeof value === 'object' && 'field' in value && value.field === 'now')
      return compare === 'below'
        ? { path, compare: 'past' }
        : compare === 'above'
          ? { path, compare: 'ahead' }
          : null;
    return { path, compare, value };
  }

  private texts(): string[] | null {
    if (!this.take('[')) return null;
    const found: string[] = [];
    while (this.peek()?.kind === 'text') {
      found.push(this.list[this.at]!.text);
      this.at += 1;
      if (!this.take(',')) break;
    }
    return this.take(']') && found.length ? found : null;
  }

  private value(): Exclude<Value, string[]> | undefined {
    const next = this.list[this.at];
    if (!next || next.kind === 'sign') return;
    this.at += 1;
    if (next.kind === 'text') return next.text;
    if (next.kind === 'number') return Number(next.text);
    if (next.text === 'true' || next.text === 'false') return next.text === 'true';
    if (next.text !== 'money') return { field: next.text };
    const amount = this.take('(') ? this.list[this.at] : undefined;
    this.at += 1;
    return amount?.kind === 'text' && this.take(')') ? { money: amount.text } : undefined;
  }
}

function joined(join: Rows['join'], rows: Row[]): Rows {
  return { join, rows: join === 'all' ? guarded(rows) : rows };
}

/** `has(x) && x == 1` is one row: a field that may be empty is asked for first. */
function guarded(rows: Row[]): Row[] {
  const own = (row: Row, nth: number) =>
    row.compare === 'known' &&
    rows.slice(nth + 1).some(({ path, compare }) => path === row.path && compare !== 'known');
  return rows.filter((row, nth) => !own(row, nth));
}

/** The rows a text says; null where rows cannot say it. No text is no row. */
export function rowsOf(source: string, maybe: (path: string) => boolean): Rows | null {
  if (!source.trim()) return { join: 'all', rows: [] };
  const list = tokens(source);
  const read = list && new Reader(list).whole();
  return read && squeezed(celOf(read, maybe)) === squeezed(source) ? read : null;
}

/** To compare two texts: quotes and spaces do not matter, nor the two ways to say "is yes". */
const squeezed = (source: string) =>
  JSON.stringify(tokens(source))
    .replaceAll(/,\{"kind":"sign","text":"=="\},\{"kind":"word","text":"true"\}/g, '')
    .replaceAll(/\{"kind":"sign","text":"[()]"\},?/g, '');

/** The text that says these rows; a field that may be empty is asked for first. */
export function celOf({ join, rows }: Rows, maybe: (path: string) => boolean): string {
  const said = rows
    .filter(({ path }) => path)
    .map((row) => {
      const text = bareRow(row);
      const ask = maybe(row.path) && row.compare !== 'known' && row.compare !== 'unknown';
      const both = ask ? `has(${row.path}) && ${text}` : text;
      return ask && join === 'any' && rows.length > 1 ? `(${both})` : both;
    });
  return said.join(join === 'all' ? ' && ' : ' || ');
}

function bareRow({ path, compare, value }: Row): string {
  if (compare === 'known') return `has(${path})`;
  if (compare === 'unknown') return `!has(${path})`;
  if (compare === 'past') return `${path} < now`;
  if (compare === 'ahead') return `${path} > now`;
  if (compare === 'in' || compare === 'not_in') {
    const list = `${path} in [${(Array.isArray(value) ? value : [String(value)]).map(quoted).join(', ')}]`;
    return compare === 'in' ? list : `!(${list})`;
  }
  if (value === true && compare === 'is') return path;
  if (value === false && compare === 'is') return `!${path}`;
  return `${path} ${SIGN_OF[compare] ?? '=='} ${literal(value)}`;
}

const quoted = (text: string) => JSON.stringify(text);

/** What stands in a field of numbers; an empty one is no value, never a zero nobody wrote. */
export const numberOf = (typed: number | string): number | undefined =>
  String(typed).trim() === '' || !Number.isFinite(Number(typed)) ? undefined : Number(typed);

function literal(value: Value | undefined): string {
  if (value === undefined) return '""';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(quoted).join(', ')}]`;
  if (typeof value === 'object') return 'field' in value ? value.field : `money(${quoted(value.money)})`;
  return String(value);
}
