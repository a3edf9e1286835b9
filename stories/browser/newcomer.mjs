// Somebody new sets the business up, connects the mail server, opens the shipped form, and sees the lead that a
// visitor without script made. Every control is found by its visible text.
import { readFile } from 'node:fs/promises';

const { POSTFIX_PORT, POSTFIX_CA, VISITOR } = process.env;

const typed = (page, label, text) => page.getByLabel(label, { exact: false }).first().fill(text);
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

async function setUp(page, base) {
  await page.goto(`${base}/`);
  await page.getByRole('heading', { name: 'Set up your business' }).waitFor();
  await typed(page, 'Name of the business', 'Bright Studio');
  await typed(page, 'Street and number', 'Hauptstr. 1');
  await typed(page, 'Postal code', '10115');
  await typed(page, 'Town', 'Berlin');
  await page.getByRole('combobox', { name: 'Country' }).fill('Germany');
  await page.getByRole('option', { name: 'Germany' }).click();
  await press(page, 'Continue');
  await page.getByRole('heading', { name: 'What invoices need' }).waitFor();
  await press(page, 'Continue');
  await page.getByText('Give the tax number or the VAT number; every invoice must show one.').waitFor();
  await typed(page, 'Tax number', '12/345/67890');
  await press(page, 'Continue');
  await papers(page);
  await page.getByRole('heading', { name: 'When you work' }).waitFor();
  await press(page, 'Continue');
  await typed(page, 'Your name', 'Ada');
  await typed(page, 'Your email', 'ada@bright.test');
  await page.getByLabel('Password').first().fill('correct horse battery 9');
  await press(page, 'Start the line');
  await page.getByText('Bright Studio is set up').waitFor();
}

/** A logo, after a file that is none; and invoices go on from those already written. */
async function papers(page) {
  await page.getByRole('heading', { name: 'How your papers look and count' }).waitFor();
  const choose = (name, mimeType, buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
  await choose('logo.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
  await page.getByText('Take a PNG, JPEG or WebP picture.').waitFor();
  await choose('logo.png', 'image/png', await page.screenshot({ clip: { x: 0, y: 0, width: 320, height: 80 } }));
  await page.getByAltText('Your logo as customers see it').waitFor();
  await page.getByLabel('First number').first().fill('48');
  await page.getByText(/The first one reads INV-\d{4}-0048/).waitFor();
  await press(page, 'Continue');
}

/** Both are kept. */
async function papersAreKept(page, base) {
  const answer = await page.request.get(`${base}/logo`);
  if (!answer.ok()) throw new Error(`the logo answered ${answer.status()}`);
  await page.goto(`${base}/app/settings/numbers`);
  await page.getByText(/The first one reads INV-\d{4}-0048/).waitFor();
}

async function connectMail(page, base) {
  await page.goto(`${base}/app/settings/mail`);
  await page.getByText('No mail leaves yet').waitFor();
  await typed(page, 'From address', 'hello@bright.test');
  await typed(page, 'From name', 'Bright Studio');
  await typed(page, 'Mail server', 'localhost');
  await page.getByRole('combobox', { name: 'Connection' }).click();
  await page.getByRole('option', { name: 'Encrypted after the greeting (STARTTLS)' }).click();
  await typed(page, 'Port', POSTFIX_PORT);
  await press(page, 'More fields, seldom needed');
  await typed(page, "Certificate of the server's own authority", await readFile(POSTFIX_CA, 'utf8'));
  await press(page, 'Save');
  await page.getByText('Mail settings saved').waitFor();
}

/** The hosted page, as a browser that runs no script shows and sends it. */
async function inquire(browser, base, shot) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${base}/f/contact?utm_source=google`);
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill(VISITOR);
  await page.getByLabel('message', { exact: false }).or(page.getByRole('textbox').last()).first().fill('Do you paint ships?');
  // Nobody types in less than two seconds.
  await fetch(`${base}/proof/clock`, { method: 'POST', headers: { 'content-type': 'application/json', origin: base }, body: '{"pass_ms":3000}' });
  await shot('newcomer-form', page);
  await page.getByRole('button').last().click();
  await page.getByText('Thank you', { exact: false }).first().waitFor();
  await shot('newcomer-thanks', page);
  await context.close();
}

export default async function tell({ page, browser, base, axe, shot, fits, mayFail }) {
  // Nobody is signed in before there is anybody.
  mayFail(/status of 401/);
  await setUp(page, base);
  await axe();
  await shot('newcomer-home');
  await papersAreKept(page, base);
  await connectMail(page, base);
  await axe();
  await page.goto(`${base}/app/forms`);
  await page.getByText('Contact', { exact: false }).first().waitFor();
  await inquire(browser, base, shot);
  await page.goto(`${base}/app/leads`);
  await page.getByText('Grace Hopper').first().click();
  await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor();
  await page.getByText('Do you paint ships?').first().waitFor();
  await axe();
  await fits();
  await shot('newcomer-lead');
}
