// Somebody new sets the business up, connects the mail server, opens the shipped form, and walks the lead that a visitor
// without script made to the money in the bank. Every control is found by its visible text.
import { readFile } from 'node:fs/promises';
import { pass } from './clock.mjs';
import { PHONE } from './looks.mjs';
import { mailTo } from './mailbox.mjs';
import { cashIn } from './newcomer_cash.mjs';
import { sell } from './newcomer_sale.mjs';

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
  await typed(page, 'Bank account (IBAN)', 'DE89 3704 0044 0532 0130 00');
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
  await choose('logo.png', 'image/png', await page.getByRole('heading', { level: 1 }).screenshot());
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

/** A real mail, to be looked for in a real mailbox. */
async function testMail(page) {
  await press(page, 'Send the test');
  await page.getByText('The server took it. Look into the mailbox.').waitFor();
  await mailTo('ada@bright.test', 'A test from Bright Studio');
}

/** The shipped form is published already; its page shows where it stands. */
async function theForm({ page, base, look }) {
  await page.goto(`${base}/app/forms`);
  await page.getByText('Contact', { exact: false }).first().waitFor();
  await look('forms');
}

/** The hosted page, as a browser that runs no script shows and sends it; then the answer in the visitor's mailbox. */
async function inquire({ phone, base, picture }) {
  const page = await phone({ javaScriptEnabled: false });
  await page.goto(`${base}/f/contact?utm_source=google`);
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill(VISITOR);
  await page.getByLabel('message', { exact: false }).or(page.getByRole('textbox').last()).first().fill('Do you paint ships?');
  // Nobody types in less than two seconds.
  await pass(base, 3_000);
  await picture('form', page);
  await page.getByRole('button').last().click();
  await page.getByText('Thank you', { exact: false }).first().waitFor();
  await picture('thanks', page);
  await page.context().close();
  await mailTo(VISITOR, 'Hello Grace');
}

async function openLead({ page, base, look }) {
  await page.goto(`${base}/app/leads`);
  await page.getByText('Grace Hopper').first().click();
  await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor();
  await page.getByText('Do you paint ships?').first().waitFor();
  await look('lead');
}

export default async function tell({ page, browser, base, axe, shot, fits, mayFail }) {
  // Nobody is signed in before there is anybody.
  mayFail(/status of 401/);
  const phone = async (how = {}) => (await browser.newContext({ viewport: PHONE, ...how })).newPage();
  let nth = 0;
  const picture = (name, at) => shot(`newcomer-${String((nth += 1)).padStart(2, '0')}-${name}`, at);
  /** Nothing for axe to find, nothing too wide; a page without script cannot be asked, only pictured. */
  const look = async (name, at = page) => {
    await axe(at);
    await fits(PHONE.width, at);
    await picture(name, at);
  };
  const story = { page, base, phone, look, picture };
  await setUp(page, base);
  await look('home-first');
  await papersAreKept(page, base);
  await connectMail(page, base);
  await testMail(page);
  await look('mail');
  await theForm(story);
  await inquire(story);
  await openLead(story);
  await sell(story);
  await cashIn(story);
}
