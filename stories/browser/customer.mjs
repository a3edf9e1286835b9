// The customer's part on a phone: opens the offer, accepts and asks for the code; draws their name and signs; accepts the
// work on the client page. STEP says which; LINK is what stood in the mail. Every control is found by its visible text.
import { everyWay } from './looks.mjs';

const { STEP, LINK, CODE, NAME } = process.env;

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** Where on the pad, as parts of its width and height. */
const ROOF = [[0.1, 0.8], [0.3, 0.2], [0.5, 0.8]];
const HULL = [[0.55, 0.3], [0.7, 0.9], [0.9, 0.25]];

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** The strokes the page would send, as they were drawn. */
const drawn = async (page) => JSON.parse((await page.locator('input[name=strokes]').inputValue()) || '[]');

/** One stroke by mouse, another by finger; what was drawn before is cleared first. */
async function draw(page) {
  const pad = page.locator('canvas.pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  const at = ([x, y]) => ({ x: box.x + x * box.width, y: box.y + y * box.height });
  const byMouse = async ([first, ...others]) => {
    await page.mouse.move(at(first).x, at(first).y);
    await page.mouse.down();
    for (const point of others) await page.mouse.move(at(point).x, at(point).y, { steps: 8 });
    await page.mouse.up();
  };
  await byMouse(HULL);
  must((await drawn(page)).length === 1, 'a stroke is not taken');
  await press(page, 'Clear');
  must((await drawn(page)).length === 0, 'what was cleared stays');
  await byMouse(ROOF);
  const scrolled = await page.evaluate(() => window.scrollY);
  const finger = await page.context().newCDPSession(page);
  await finger.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  const touch = (type, points) => finger.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(at) });
  await touch('touchStart', [HULL[0]]);
  for (const [n, [x, y]] of HULL.slice(1).entries()) {
    const [fromX, fromY] = HULL[n];
    for (let part = 1; part <= 8; part += 1) {
      await touch('touchMove', [[fromX + ((x - fromX) * part) / 8, fromY + ((y - fromY) * part) / 8]]);
    }
  }
  await touch('touchEnd', []);
  must((await page.evaluate(() => window.scrollY)) === scrolled, 'the page moves away under the finger');
  const strokes = await drawn(page);
  const ends = strokes.map((stroke) => [stroke[0], stroke.at(-1)]);
  const meant = [ROOF, HULL].map((points) => [points[0], points.at(-1)].map(([x, y]) => [x * 600, y * 200]));
  const near = (one, other) => one.flat(3).every((n, i) => Math.abs(n - other.flat(3)[i]) <= 6);
  must(strokes.length === 2 && near(ends, meant), `drawn otherwise: ${JSON.stringify(ends)}`);
}

const steps = {
  async accept({ page, look }) {
    await page.goto(LINK);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await look('offer');
    // A person reads; a machine that only opened it does not press.
    await page.mouse.wheel(0, 400);
    await press(page, 'Go on to accept');
    await look('accept');
    await page.getByLabel('Name', { exact: false }).first().fill(NAME);
    await page.getByLabel('Street', { exact: false }).fill('Gartenstr. 5');
    await page.getByLabel('Postal code', { exact: false }).fill('10117');
    await page.locator('#city').fill('Berlin');
    await page.locator('#country').selectOption('DE');
    await press(page, 'Go on to sign');
    await page.getByRole('button', { name: 'Send me the code' }).waitFor();
    await look('agreement');
    await press(page, 'Send me the code');
    await page.getByRole('button', { name: 'Send a new code' }).waitFor();
    await look('code');
  },
  async sign({ page, look }) {
    await page.goto(LINK);
    await page.locator('#code').fill(CODE);
    await page.locator('#name').fill(NAME);
    await draw(page);
    await look('drawn');
    await page.locator('#consent').check();
    await press(page, 'Sign with binding effect');
    await page.getByRole('button', { name: 'Sign with binding effect' }).waitFor({ state: 'detached' });
    await look('signed');
  },
  async portal({ page, look }) {
    await page.goto(LINK);
    await look('portal');
    await page.getByLabel('Your name').first().fill(NAME);
    await press(page, 'I accept this step');
    await page.getByRole('button', { name: 'I accept this step' }).waitFor({ state: 'detached' });
    await look('portal-accepted');
  },
};

export default async function tell({ page, axe }) {
  await page.setViewportSize({ width: 390, height: 844 });
  const look = async (name) => {
    await axe();
    await everyWay(page, `customer-${name}`);
  };
  await steps[STEP]({ page, look });
}
