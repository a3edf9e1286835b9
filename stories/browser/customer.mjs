// The customer's part on a phone: opens the offer, accepts and asks for the code; signs with it; accepts the work on
// the client page. STEP says which; LINK is what stood in the mail. Every control is found by its visible text.
import { everyWay } from './looks.mjs';

const { STEP, LINK, CODE, NAME } = process.env;

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

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
