// The mailbox of the test bed as its owner reads it: `MAILBOX` is the folder in which Postfix leaves each mail as a file.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const PATIENCE_MS = 30_000;

/** Waits for the newest mail to this address whose subject or text holds the mark. */
export async function mailTo(address, mark) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const mails = (await all()).filter(({ to, subject, text }) => to === address && `${subject}\n${text}`.includes(mark));
    if (mails.length) return mails.at(-1);
    if (Date.now() > until) throw new Error(`no mail to ${address} says “${mark}”`);
    await new Promise((next) => setTimeout(next, 100));
  }
}

/** The first address in the mail that goes to this page of ours. */
export function linkIn({ text }, page) {
  const found = text.match(new RegExp(`https?://\\S+?${page}[^\\s)>]+`));
  if (!found) throw new Error(`no link to ${page} in: ${text}`);
  return found[0];
}

async function all() {
  const folder = process.env.MAILBOX;
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map(async (name) => {
    const file = path.join(folder, name);
    return { file, at: (await stat(file)).mtimeMs };
  }));
  files.sort((one, other) => one.at - other.at);
  return Promise.all(files.map(async ({ file }) => read(await readFile(file, 'latin1'))));
}

function read(raw) {
  const { headers } = split(raw);
  const parts = leaves(raw);
  const text = parts.find(({ type }) => type.startsWith('text/plain'))?.bytes.toString('utf8') ?? '';
  const pdf = parts.find(({ type }) => type.startsWith('application/pdf'))?.bytes;
  return { to: headers['delivered-to'] ?? '', subject: headers['subject'] ?? '', text, pdf };
}

/** The parts that hold something, each as bytes. */
function leaves(raw) {
  const { headers, body } = split(raw);
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = type.match(/boundary="?([^";\s]+)/i)?.[1];
  if (boundary) return body.split(`--${boundary}`).slice(1, -1).flatMap((part) => leaves(part.replace(/^\n/, '')));
  return [{ type: type.toLowerCase(), bytes: decode(body, headers['content-transfer-encoding'] ?? '') }];
}

function split(raw) {
  const plain = raw.replaceAll('\r\n', '\n');
  const end = plain.indexOf('\n\n');
  const lines = plain.slice(0, end).replace(/\n[ \t]+/g, ' ').split('\n');
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  return { headers, body: plain.slice(end + 2) };
}

function decode(body, how) {
  if (/base64/i.test(how)) return Buffer.from(body, 'base64');
  if (!/quoted-printable/i.test(how)) return Buffer.from(body, 'latin1');
  const bytes = body.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
