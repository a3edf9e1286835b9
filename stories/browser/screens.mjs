// Every address of web/src/router.tsx, and every page the rooms show to whoever has no account, with data behind it:
// judged as looks.mjs says, and nothing the page complains of. An address nobody looked at fails the story. PLACES may
// hold records as {"param": "id"}; FRESH is a server that is not set up yet; ONLY a pattern of the addresses to look at.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { OUTSIDE, choiceIsSaved, declared, formIsFilled, pages } from './doors.mjs';
import { DESK, judge } from './looks.mjs';
import { api, record } from './records.mjs';
import { signIn } from './session.mjs';

const router = await readFile(path.resolve(import.meta.dirname, '../../web/src/router.tsx'), 'utf8');
/** Two screens at a time: more only make each other late. */
const HANDS = 2;
const { FRESH, PLACES = '{}', ONLY = '' } = process.env;
/** A page that refuses somebody says so with its status, which the browser writes down. */
const EXPECTED = /status of (401|404|409|410|422)|favicon\.ico/;

/** Addresses that stand on pages rather than in lists. */
async function linked(page, base, from, start) {
  await page.goto(`${base}${from}`);
  await page.locator(`main a[href^="${start}"]`).first().waitFor();
  const all = await page.locator(`main a[href^="${start}"]`).evaluateAll((links) => links.map((a) => a.getAttribute('href')));
  return [...new Set(all)];
}

/** Where a screen can be seen; nothing where no record of its kind is to be had. */
async function placesOf(at, { page, base, of, known }) {
  if (at === '/$') return ['/app/no-such-place'];
  if (at === '/settings/$section') return linked(page, base, '/app/settings', '/app/settings/');
  if (at.startsWith('/line/$')) return (await linked(page, base, '/app/', '/app/line/')).slice(0, 2);
  let place = `/app${at}`;
  for (const [, param] of at.matchAll(/\$(\w+)/g)) {
    const id = known[param] ?? (await record(of, param));
    if (!id) return [];
    place = place.replace(`$${param}`, id);
  }
  return [place];
}

async function inside(given) {
  const found = [];
  const without = [];
  for (const [, at] of router.matchAll(/\bpage\(\s*'([^']+)'/g)) {
    const places = await placesOf(at, given);
    if (places.length === 0) without.push(at);
    found.push(...places);
  }
  return { found, without };
}

/** Addresses of the router for those without a session, with what is done there. */
function outside() {
  const all = router.matchAll(/\boutside\(\s*'([^']+)'|^  path: '([^']+)',$/gm);
  return [...all].map(([, given, own]) => given ?? own);
}

function nameOf(at) {
  const words = at.replace(/^\/(app\/?)?/, '').replace(/_[0-9a-hjkmnp-tv-z]{26}/g, '').replaceAll('/', '-');
  // The key in a link is nothing for the name of a picture.
  return `screen-${words.replace(/^([pdiu])-[\w-]{20,}?(?=-(?:accept|news)$|$)/, '$1') || 'home'}`;
}

async function settled(page) {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('main [aria-busy="true"], main .mantine-Skeleton-root'));
}

/** A customer's page with everything open that they could open. */
async function unfolded(page) {
  await page.locator('main').waitFor();
  await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
}

/** A page that never comes to rest is a fault, and must not hold up the others. */
function inTime(work) {
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error('not looked at within 60 s')), 60_000).unref());
  return Promise.race([work, late]);
}

async function tabOf(context, wrong) {
  const tab = await context.newPage();
  tab.on('pageerror', (error) => wrong.push(`${tab.url()}: uncaught: ${error.message}`));
  tab.on('console', (said) => {
    const text = `${said.text()} ${said.location().url}`;
    if (said.type() === 'error' && !EXPECTED.test(text)) wrong.push(`${tab.url()}: ${text}`);
  });
  return tab;
}

/** Judges these addresses, several at a time. */
async function walk(context, base, places, wrong) {
  const rest = places.filter((at) => new RegExp(ONLY).test(at));
  const names = new Set();
  const look = async (tab, at) => {
    let name = nameOf(at);
    while (names.has(name)) name += '+';
    names.add(name);
    await tab.setViewportSize(DESK);
    await tab.goto(`${base}${at}`);
    if (at.startsWith('/app')) await settled(tab);
    else await unfolded(tab);
    return judge(tab, name);
  };
  const hand = async () => {
    const tab = await tabOf(context, wrong);
    for (let at = rest.shift(); at; at = rest.shift()) {
      try {
        wrong.push(...(await inTime(look(tab, at))));
      } catch (error) {
        wrong.push(`${at}: ${error.message.split('\n')[0]}`);
      }
    }
    await tab.close();
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
}

/** What somebody without a session does, one after the other; each look in its own time. */
async function strangers(context, base, of, wrong) {
  const page = await tabOf(context, wrong);
  const open = async (at, server = base) => {
    await page.setViewportSize(DESK);
    await page.goto(`${server}${at}`);
    await settled(page);
  };
  const look = async (name) => {
    wrong.push(...(await inTime(judge(page, `screen-${name}`))));
    await page.setViewportSize(DESK);
  };
  const walks = outside().map((at) => [at, OUTSIDE[at]]);
  walks.push(['/u/ as it is saved', () => choiceIsSaved({ page, base, of, look })]);
  walks.push(['/f/contact as it is filled in', () => formIsFilled({ page, base, of, look })]);
  for (const [at, go] of walks.filter(([name]) => new RegExp(ONLY).test(name))) {
    try {
      if (!go) throw new Error('no story goes there');
      await go({ page, open, look, fresh: FRESH });
    } catch (error) {
      wrong.push(`${at}: ${error.message.split('\n')[0]}`);
    }
  }
  await page.close();
}

export default async function tell({ page, context, browser, base, mayFail }) {
  mayFail(EXPECTED);
  await signIn(page, base);
  const of = api(page, base);
  const { found, without } = await inside({ page, base, of, known: JSON.parse(PLACES) });
  const open = await pages(of);
  without.push(...(await declared()).filter((door) => !open.some((one) => one.door === door)));
  const wrong = without.map((at) => `${at}: nothing there to look at`);
  await walk(context, base, found, wrong);
  const stranger = await browser.newContext({ viewport: DESK, reducedMotion: 'reduce', locale: 'en-GB' });
  await walk(stranger, base, open.map(({ at }) => at), wrong);
  await strangers(stranger, base, of, wrong);
  console.log(`${found.length} screens inside, ${open.length} pages for customers, ${outside().join(' ')} looked at`);
  if (wrong.length) throw new Error(`${wrong.length} troubles\n${wrong.join('\n')}`);
}
