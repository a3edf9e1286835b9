// A text as blocks somebody edits one by one, and back: a blank line ends a block, its first letters say its kind.

export type Kind = 'heading' | 'text' | 'button' | 'divider' | 'logo';

export interface Block {
  /** Stays with the block while it is edited and moved. */
  key: number;
  kind: Kind;
  /** Of a heading, a text or a button. */
  words: string;
  /** Where a button leads. */
  url: string;
  /** Of a heading: 1 to 3. */
  level: number;
}

export const KINDS: Record<Kind, string> = {
  heading: 'Heading',
  text: 'Text',
  button: 'Button',
  divider: 'Line',
  logo: 'Logo',
};

export const LOGO = '{links.logo}';

let keys = 0;

export function fresh(kind: Kind, words = ''): Block {
  keys += 1;
  return { key: keys, kind, words, url: '', level: 1 };
}

const HEADING = /^(#{1,3}) +(.*)$/;
const BUTTON = /^\[([^[\]\\]*)\]\(([^()\s]+)\)$/;

export function read(body: string): Block[] {
  return body
    .split(/\n[ \t]*\n+/)
    .flatMap(apart)
    .filter((chunk) => chunk.trim())
    .map(block);
}

/** A heading ends with its line, also where no blank line follows. */
function apart(chunk: string): string[] {
  const found: string[][] = [[]];
  for (const line of chunk.trim().split('\n')) {
    if (HEADING.test(line.trim())) found.push([line.trim()], []);
    else found.at(-1)!.push(line);
  }
  return found.map((lines) => lines.join('\n'));
}

function block(chunk: string): Block {
  const words = chunk.trim();
  const [, marks, head] = HEADING.exec(words) ?? [];
  if (marks) return { ...fresh('heading', head), level: marks.length };
  if (/^-{3,}$/.test(words)) return fresh('divider');
  if (words === LOGO) return fresh('logo');
  const [, label, url] = BUTTON.exec(words) ?? [];
  if (label && url && label !== url) return { ...fresh('button', label), url };
  return fresh('text', chunk.replace(/\s+$/, ''));
}

export function write(blocks: readonly Block[]): string {
  return blocks
    .map(source)
    .filter((chunk) => chunk.trim())
    .join('\n\n');
}

function source({ kind, words, url, level }: Block): string {
  if (kind === 'divider') return '---';
  if (kind === 'logo') return LOGO;
  const line = words.replaceAll(/\s*\n\s*/g, ' ').trim();
  if (kind === 'heading') return line && `${'#'.repeat(level)} ${line}`;
  // what is not finished yet stays text, so that nothing typed is lost
  if (kind === 'button') return line || url ? `[${line.replaceAll(/[[\]]/g, '')}](${url.trim()})` : '';
  return words;
}

/** With one block moved by so many places; at the end it stays. */
export function moved(blocks: readonly Block[], from: number, by: number): Block[] {
  const to = from + by;
  const one = blocks[from];
  if (!one || to < 0 || to >= blocks.length) return [...blocks];
  const rest = blocks.filter((_, at) => at !== from);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** Every `{path}` without a fallback gets one. */
export function withFallback(text: string, path: string, fallback: string): string {
  return text.replaceAll(`{${path}}`, `{${path}|${fallback}}`);
}
