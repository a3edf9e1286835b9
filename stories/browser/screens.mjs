// Every address of web/src/router.tsx, with data behind it: nothing serious or critical for axe in light and dark, on a
// desk and on a phone; nothing wider than the phone; nothing the page complains of. Screens without a record to show
// are named; PLACES may hold more of them as {"param": "id"}, ONLY a pattern of the addresses to look at.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const router = await readFile(path.resolve(import.meta.dirname, '../../web/src/router.tsx'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Two screens at a time: more only make each other late. */
const HANDS = 2;
const SERIOUS = ['serious', 'critical'];
const SHOTS = process.env.STORIES_SHOTS ?? path.resolve(import.meta.dirname, '../../target/shots');
const { EMAIL, PASSWORD, PLACES = '{}', ONLY = '' } = process.env;

/** Structure is judged in light at both sizes; what a colour scheme can change is contrast alone. */
const LOOKS = [
  { scheme: 'light', size: DESK, only: { runOnly: RULES } },
  { scheme: 'light', size: PHONE, only: { runOnly: RULES } },
  { scheme: 'dark', size: DESK, only: { runOnly: { type: 'rule', values: ['color-contrast'] } } },
  { scheme: 'dark', size: PHONE, only: { runOnly: { type: 'rule', values: ['color-contrast'] } } },
];

const plural = (noun) => (noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`).replaceAll('_', '-');

async function signIn(page, base) {
  await page.goto(`${base}/app/sign-in`);
  await page.getByLabel('Email').fill(EMAIL);
  await page.getByLabel('Password').first().fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${base}/app/`);
}

/** The first record of a noun, by the list its name leads to. */
async function first(page, base, noun) {
  const answer = await page.request.get(`${base}/api/v1/${plural(noun)}?limit=1`);
  if (!answer.ok()) return undefined;
  const body = await answer.json();
  const item = (body.items ?? body)[0];
  return item?.id ?? item?.[noun]?.id;
}

/** Addresses that stand on pages rather than in lists. */
async function linked(page, base, from, start) {
  await page.goto(`${base}${from}`);
  await page.locator(`main a[href^="${start}"]`).first().waitFor();
  const all = await page.locator(`main a[href^="${start}"]`).evaluateAll((links) => links.map((a) => a.getAttribute('href')));
  return [...new Set(all)];
}

async function addresses(page, base) {
  const known = JSON.parse(PLACES);
  const inside = [...router.matchAll(/\bpage\('([^']+)'/g)].map((found) => found[1]).filter((at) => at !== '/$');
  const found = [];
  const without = [];
  for (const at of inside) {
    if (at === '/settings/$section') found.push(...(await linked(page, base, '/app/settings', '/app/settings/')));
    else if (at.startsWith('/line/$')) found.push(...(await linked(page, base, '/app/', '/app/line/')).slice(0, 2));
    else {
      const params = [...at.matchAll(/\$(\w+)/g)].map((one) => one[1]);
      let place = `/app${at}`;
      for (const param of params) {
        const id = known[param] ?? (await first(page, base, param));
        place = id ? place.replace(`$${param}`, id) : undefined;
        if (!place) break;
      }
      if (place) found.push(place);
      else without.push(at);
    }
  }
  return { found, without };
}

function nameOf(at) {
  const words = at.replace(/^\/app\/?/, '').replace(/_[0-9a-hjkmnp-tv-z]{26}/g, '').replaceAll('/', '-');
  return `screen-${words || 'home'}`;
}

async function settled(page) {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('main [aria-busy="true"], main .mantine-Skeleton-root'));
}

/** The scheme has arrived, and nothing fades any more. */
async function dressed(page, scheme) {
  await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, scheme);
  // A tab behind another gets no pictures, so what fades there would never be over: it is ended, and whatever that
  // begins in turn. What turns for ever (a sign of waiting) has no end.
  await page.evaluate(() => {
    const fading = () => document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    for (let round = 0; round < 20; round += 1) {
      // Asking for a colour makes the page begin what it would otherwise begin with its next picture.
      getComputedStyle(document.body).color;
      const left = fading();
      if (left.length === 0) break;
      left.forEach((one) => one.finish());
    }
  });
}

/** What axe finds now and finds again a second later: a colour on its way from light to dark has no contrast to speak of. */
async function lasting(page, options) {
  let violations = [];
  for (let look = 0; look < 3; look += 1) {
    ({ violations } = await page.evaluate((wanted) => axe.run(document, { ...wanted, resultTypes: ['violations'] }), options));
    if (!violations.some(({ impact }) => SERIOUS.includes(impact))) break;
    await page.waitForTimeout(1_000);
  }
  return violations;
}

async function judge(page, at) {
  const wrong = [];
  await page.evaluate(axeSource);
  for (const { scheme, size, only } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme });
    await dressed(page, scheme);
    const device = size === DESK ? 'desk' : 'phone';
    await page.screenshot({ path: path.join(SHOTS, `${nameOf(at)}.${device}.${scheme}.png`) });
    for (const { id, impact, help, nodes } of await lasting(page, only)) {
      const line = `${at} ${scheme} ${size.width}: ${id} (${impact}): ${help}\n    ${nodes.map((node) => node.html).slice(0, 3).join('\n    ')}`;
      if (SERIOUS.includes(impact)) wrong.push(line);
      else console.log(line);
    }
    if (size === PHONE && scheme === 'light') {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > PHONE.width) wrong.push(`${at} is ${wide} px wide on a screen of ${PHONE.width} px`);
    }
  }
  return wrong;
}

async function looked(tab, base, at) {
  await tab.setViewportSize(DESK);
  await tab.emulateMedia({ colorScheme: 'light' });
  await tab.goto(`${base}${at}`);
  await settled(tab);
  return judge(tab, at);
}

/** A page that never comes to rest is a fault, and must not hold up the others. */
function inTime(work) {
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error('not looked at within 60 s')), 60_000).unref());
  return Promise.race([work, late]);
}

export default async function tell({ page, context, base, mayFail }) {
  await mkdir(SHOTS, { recursive: true });
  mayFail(/status of 401/);
  await signIn(page, base);
  const { found, without } = await addresses(page, base);
  const wrong = [];
  const rest = found.filter((at) => new RegExp(ONLY).test(at));
  const walk = async () => {
    const tab = await context.newPage();
    tab.on('pageerror', (error) => wrong.push(`${tab.url()}: uncaught: ${error.message}`));
    tab.on('console', (said) => said.type() === 'error' && wrong.push(`${tab.url()}: ${said.text()}`));
    for (let at = rest.shift(); at; at = rest.shift()) {
      try {
        wrong.push(...(await inTime(looked(tab, base, at))));
      } catch (error) {
        wrong.push(`${at}: ${error.message.split('\n')[0]}`);
      }
    }
    await tab.close();
  };
  await Promise.all(Array.from({ length: HANDS }, walk));
  console.log(`${found.length} screens looked at; nothing to show on: ${without.join(' ') || 'none'}`);
  if (wrong.length) throw new Error(`${wrong.length} troubles\n${wrong.join('\n')}`);
}
