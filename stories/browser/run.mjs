// Runs one story in a headless browser: node run.mjs STORY.mjs BASE_URL
//
// STORY exports one async function. It gets the page and what to do with it, and throws when the story does not hold.
// Whatever the page itself logs as an error fails the story too, unless it calls `mayFail(pattern)`. CERTIFICATE is a file
// with the certificate of a house that speaks https under a name of `.test`: the browser believes it and finds it here.
import { X509Certificate, createHash } from 'node:crypto';
import { readFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { lasting, still } from './looks.mjs';

const [story, base] = process.argv.slice(2);
const shots = process.env.STORIES_SHOTS ?? path.resolve(import.meta.dirname, '../../target/shots');
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** Fails on any violation, and prints the rule and the node. */
async function axe(page) {
  await page.evaluate(axeSource);
  await still(page);
  const lines = (await lasting(page, rules)).flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} (${violation.impact}): ${violation.help}\n    ${node.html}`));
  if (lines.length > 0) throw new Error(`axe found ${lines.length} violation(s) at ${page.url()}\n  ${lines.join('\n  ')}`);
}

/** Saves the page on a desk and a phone, light and dark, and leaves it as it was. */
async function shot(page, name) {
  await mkdir(shots, { recursive: true });
  const before = page.viewportSize();
  for (const colorScheme of ['light', 'dark']) {
    for (const [device, size] of Object.entries(sizes)) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: path.join(shots, `${name}.${device}.${colorScheme}.png`) });
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Nothing may be wider than the screen: a phone that scrolls sideways is broken. */
async function fits(page, width = sizes.phone.width) {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: sizes.phone.height });
  // The page hears of its new size and draws itself anew; what is still too wide after that stays so.
  const narrow = (most) => document.documentElement.scrollWidth <= most;
  await page.waitForFunction(narrow, width, { timeout: 3_000 }).catch(() => undefined);
  const needed = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.setViewportSize(before);
  if (needed > width) throw new Error(`${page.url()} is ${needed} px wide on a screen of ${width} px`);
}

function listen(page) {
  const heard = [];
  const forgiven = [];
  page.on('pageerror', (error) => heard.push(`uncaught in the page: ${error.message}`));
  // Browsers ask for an icon nobody named; that is no fault of the page.
  const asked = (message) => message.location().url.endsWith('/favicon.ico');
  page.on('console', (message) => message.type() === 'error' && !asked(message) && heard.push(`logged by the page: ${message.text()}`));
  return { mayFail: (pattern) => forgiven.push(pattern), complaints: () => heard.filter((line) => !forgiven.some((p) => p.test(line))) };
}

/** What the page said when the story stopped: a machine elsewhere shows us no screen. */
async function saw(page) {
  const words = await page?.locator('body').ariaSnapshot({ timeout: 2_000 }).catch(() => 'nothing that could be read');
  return `\non ${page?.url()}:\n${(words ?? '').split('\n').slice(0, 80).join('\n')}`;
}

/** No authority of this machine has signed it, so the browser is told its key. */
async function trusting(file) {
  if (!file) return [];
  const { publicKey } = new X509Certificate(await readFile(file));
  const key = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
  return [`--ignore-certificate-errors-spki-list=${key}`, '--host-resolver-rules=MAP *.test 127.0.0.1'];
}

let shown;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ...await trusting(process.env.CERTIFICATE)],
});
try {
  const context = await browser.newContext({ viewport: sizes.desk, reducedMotion: 'reduce', locale: 'en-GB' });
  context.setDefaultTimeout(Number(process.env.STORIES_TIMEOUT ?? 10_000));
  const page = await context.newPage();
  const ears = listen(page);
  const { default: tell } = await import(pathToFileURL(path.resolve(story)));
  shown = page;
  const help = { axe: (at = page) => axe(at), shot: (name, at = page) => shot(at, name), fits: (width, at = page) => fits(at, width) };
  await tell({ page, context, browser, base, mayFail: ears.mayFail, ...help });
  const complaints = ears.complaints();
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
} catch (error) {
  console.error(`${path.basename(story)} does not hold: ${error.stack ?? error}${await saw(shown)}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
