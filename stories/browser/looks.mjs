// One page as four people meet it: in light and dark, on a desk and on a phone. Nothing for axe to find, nothing wider
// than the phone; every way is photographed.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SHOTS = process.env.STORIES_SHOTS ?? path.resolve(import.meta.dirname, '../../target/shots');
export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

const WAYS = [
  { scheme: 'light', size: DESK },
  { scheme: 'light', size: PHONE },
  { scheme: 'dark', size: PHONE },
  { scheme: 'dark', size: DESK },
];

/** The scheme has arrived, and nothing fades any more. */
async function dressed(page, scheme) {
  await page.waitForFunction((wanted) => {
    const chosen = document.documentElement.dataset.mantineColorScheme;
    return chosen ? chosen === wanted : matchMedia(`(prefers-color-scheme: ${wanted})`).matches;
  }, scheme);
  await still(page);
}

/** Nothing fades any more. */
export async function still(page) {
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
export async function lasting(page, rules = RULES) {
  let violations = [];
  for (let look = 0; look < 3; look += 1) {
    ({ violations } = await page.evaluate((runOnly) => axe.run(document, { runOnly, resultTypes: ['violations'] }), rules));
    if (violations.length === 0) break;
    await page.waitForTimeout(1_000);
  }
  return violations;
}

/** Everything that is wrong with the page as it stands, in words; `name` is what its pictures are called. */
export async function judge(page, name) {
  const wrong = [];
  await mkdir(SHOTS, { recursive: true });
  await page.evaluate(axeSource);
  for (const { scheme, size } of WAYS) {
    const device = size === DESK ? 'desk' : 'phone';
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme });
    await dressed(page, scheme);
    await page.screenshot({ path: path.join(SHOTS, `${name}.${device}.${scheme}.png`) });
    for (const { id, impact, help, nodes } of await lasting(page)) {
      const where = nodes.map((node) => node.html).slice(0, 3).join('\n    ');
      wrong.push(`${name} ${scheme} ${size.width}: ${id} (${impact}): ${help}\n    ${where}`);
    }
    if (size === PHONE && scheme === 'light') {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > PHONE.width) wrong.push(`${name} is ${wide} px wide on a screen of ${PHONE.width} px`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return wrong;
}

/** As `judge`, for a story that ends with the first fault; the page is as big as it was afterwards. */
export async function everyWay(page, name) {
  const before = page.viewportSize();
  const wrong = await judge(page, name);
  await page.setViewportSize(before);
  if (wrong.length) throw new Error(wrong.join('\n'));
}
