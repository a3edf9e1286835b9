// What a first visit downloads of JavaScript, brotli: the entry and everything it imports statically.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const LIMIT = 250 * 1024;
const dist = process.argv[2] ?? 'dist';
const html = readFileSync(join(dist, 'index.html'), 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/app\/(assets\/[^"]+\.js)"/g)].map((hit) => hit[1]);
const seen = new Set();

function visit(file) {
  if (seen.has(file)) return;
  seen.add(file);
  const text = readFileSync(join(dist, file), 'utf8');
  for (const hit of text.matchAll(/(?:import|from)\s*["']\.\/([^"']+\.js)["']/g)) visit(`assets/${hit[1]}`);
}
first.forEach(visit);

const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
let total = 0;
for (const file of seen) {
  const size = brotliCompressSync(readFileSync(join(dist, file)), options).length;
  total += size;
  console.log(
    `${(size / 1024).toFixed(1).padStart(7)} KB br  ${(statSync(join(dist, file)).size / 1024).toFixed(0)} KB  ${file}`,
  );
}
console.log(
  `${(total / 1024).toFixed(1).padStart(7)} KB br  first-load JavaScript (limit ${LIMIT / 1024} KB)`,
);
if (seen.size === 0 || total > LIMIT) {
  console.error('Over the limit, or no entry found: load what the first screen does not need lazily.');
  process.exit(1);
}
