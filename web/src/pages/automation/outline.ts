// The steps of an automation in plain words, read off its text. For looking at only: what runs is what the server
// checked. A line this does not know is left out, never guessed.

export interface Outline {
  starts: string;
  ends: string | null;
  steps: OutlineStep[];
}

export interface OutlineStep {
  id: string;
  words: string;
  note: string | null;
}

const words = (id: string) => id.replaceAll(/[_-]/g, ' ');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const bare = (text: string) => text.trim().replace(/^['"]|['"]$/g, '');

/** `lead.captured` → `lead captured`. */
const factWords = (kinds: string) =>
  kinds
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((kind) => bare(kind).replace(/[._]/g, ' '))
    .filter(Boolean)
    .join(' or ');

export function outline(text: string): Outline {
  const [head = '', ...rest] = text.split(/^steps:\s*$/m);
  const start = /\bfact:\s*(\[[^\]]*\]|[\w.]+)/.exec(head)?.[1] ?? '';
  const goal = /^goal:[^]*?\bfacts:\s*(\[[^\]]*\])/m.exec(head)?.[1];
  const blocks = rest
    .join('')
    .split(/^\s{0,4}-\s+id:\s*/m)
    .slice(1);
  return { starts: factWords(start), ends: goal ? factWords(goal) : null, steps: blocks.map(stepOf) };
}

function stepOf(block: string): OutlineStep {
  const id = bare(block.split('\n')[0] ?? '');
  return { id, words: actOf(block), note: noteOf(block) };
}

function noteOf(block: string): string | null {
  const found = /^\s+note:\s*(?:[>|][-+]?\s*\n((?:\s{6,}.*\n?)+)|(.+))$/m.exec(block);
  const text = found?.[1] ?? found?.[2];
  return text ? bare(text.replaceAll(/\s+/g, ' ')) : null;
}

function actOf(block: string): string {
  const value = (key: string) => new RegExp(`^\\s+${key}:\\s*(.*)$`, 'm').exec(block)?.[1]?.trim();
  const done = value('do');
  if (done === 'message.send') return `Sends the text “${words(value('template') ?? 'of its choice')}”`;
  if (done) return `${capital(words(done.replace('.', ': ')))}${titled(value('title'))}`;
  const wait = value('wait');
  if (wait !== undefined) return `Waits ${spanOf(wait)}`;
  if (value('wait_for') !== undefined) {
    const facts = factWords(/\bfacts?:\s*(\[[^\]]*\]|[\w.]+)/.exec(block)?.[1] ?? '');
    return facts ? `Waits for: ${facts}` : 'Waits for a fact';
  }
  if (value('branch') !== undefined) return 'Decides which way to go';
  if (value('ask') !== undefined) return 'Asks a person';
  if (value('end') !== undefined) return 'Ends here';
  return 'Goes on';
}

const titled = (title: string | undefined) => (title && !title.startsWith('{') ? ` “${bare(title)}”` : '');

/**
 * `{days: 2, at: 09:30, window: business, zone: contact}` → `2 days, at 09:30, in business hours, on their clock`;
 * `{until: {cel: invoice.due_on}, before: {days: 3}}` → `until 3 days before invoice: due on`.
 */
function spanOf(span: string): string {
  const part = (key: string) => new RegExp(`\\b${key}:\\s*['"]?([\\w:]+)`).exec(span)?.[1];
  const set = (key: string) => new RegExp(`\\b${key}:\\s*\\{\\s*cel:\\s*['"]?([\\w.]+)`).exec(span)?.[1];
  const units = ['business_days', 'days', 'hours', 'minutes', 'seconds'].flatMap((unit) => {
    const name = unit === 'business_days' ? 'open days' : unit;
    const setting = set(unit);
    if (setting) return [`the ${name} of “${words(setting.replace('.', ': '))}”`];
    const count = part(unit);
    return count ? [`${count} ${count === '1' ? name.slice(0, -1) : name}`] : [];
  });
  const at = part('at');
  const until = /\buntil:\s*\{\s*cel:\s*['"]?([\w.]+)/.exec(span)?.[1];
  if (until) {
    const side = /\b(before|after):/.exec(span)?.[1];
    const day = words(until.replace('.', ': '));
    units.splice(0, units.length, side ? `until ${units.join(', ')} ${side} ${day}` : `until ${day}`);
  }
  const more = [
    at ? `at ${at}` : '',
    part('window') === 'business' ? 'in business hours' : '',
    part('zone') === 'contact' ? 'on their clock' : '',
  ];
  return [...units, ...more].filter(Boolean).join(', ') || 'for a while';
}
