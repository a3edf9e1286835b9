// The pages of those who are not signed in: the first run, signing in, links from mails, and every page customers meet.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const TREE = path.resolve(import.meta.dirname, '../..');
/** What a door answers that is no page: papers, files, the API. */
const NO_PAGE = /^\/api\/|pdf$|\/files\//;
/** Nobody fills a form in less than two seconds. */
const READING = 2_500;
const WRONG = 'not the password of anybody';

/** Every address that a room of the line shows to whoever comes, as declared in its doors. */
export async function declared() {
  const files = await readdir(path.join(TREE, 'line'), { recursive: true });
  const doors = files.filter((file) => file.endsWith('doors.rs'));
  const texts = await Promise.all(doors.map((file) => readFile(path.join(TREE, 'line', file), 'utf8')));
  const found = texts.flatMap((text) => [...text.matchAll(/\bget[\s(]+"[\w.]+",?\s+"(\/[^"]+)"/g)]);
  return found.map(([, at]) => at).filter((at) => !NO_PAGE.test(at));
}

/** What can still be accepted. */
const OPEN = ['sent', 'viewed'];

/** Links to customers' pages out of the mails: one for each state of the record that a page shows. */
async function links({ get }) {
  const found = new Map();
  for (const { text, about } of (await get('messages?limit=200')).items) {
    for (const [at, kind] of (text ?? '').matchAll(/\/([pdi])\/[\w-]+/g)) {
      const [noun] = (about ?? kind).split('_');
      const state = about ? (await get(`${noun}s/${about}`)).state : '';
      if (!found.has(`${kind} ${state}`)) found.set(`${kind} ${state}`, { kind, state, at });
    }
  }
  return [...found.values()];
}

/** A mail says where its reader chooses what they get. */
async function preferences({ get, call }) {
  const known = (await get('contacts?limit=50')).items.find(({ email }) => email);
  const sent = await call('message.send', { contact: known.id, subject: 'What we send you', text: '{links.preferences}' });
  return sent.text.match(/\/u\/[\w-]+/)[0];
}

/** Addresses of customers' pages, each with the door it belongs to. */
export async function pages(of) {
  const at = [];
  for (const { kind, state, at: link } of await links(of)) {
    at.push({ door: `/${kind}/{token}`, at: link });
    if (kind === 'p' && OPEN.includes(state)) at.push({ door: '/p/{token}/accept', at: `${link}/accept` });
  }
  const choosing = await preferences(of);
  at.push({ door: '/u/{token}', at: choosing });
  at.push({ door: '/u/{token}/{purpose}', at: `${choosing}/news` });
  for (const start of ['/f', '/embed/f']) at.push({ door: `${start}/{slug}`, at: `${start}/contact` });
  // A link that opens nothing is a page too.
  for (const kind of 'pdiu') at.push({ door: `/${kind}/{token}`, at: `/${kind}/nothing-opens-with-this` });
  return at;
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const typed = (page, label, text) => page.getByLabel(label, { exact: false }).first().fill(text);
const heading = (page, name) => page.getByRole('heading', { name }).waitFor();
const refused = (page) => page.getByRole('alert').first().waitFor();

/** By the router's address: what a visitor does there; `look` judges what they see. */
export const OUTSIDE = {
  async '/sign-in'({ page, open, look }) {
    await open('/app/sign-in');
    await look('sign-in');
    await press(page, 'Sign in');
    await look('sign-in-empty');
    await typed(page, 'Email', 'nobody@bright.test');
    await typed(page, 'Password', WRONG);
    await press(page, 'Sign in');
    await refused(page);
    await look('sign-in-refused');
  },
  async '/forgotten'({ page, open, look }) {
    await open('/app/forgotten');
    await look('forgotten');
    await typed(page, 'Email', 'nobody@bright.test');
    await press(page, 'Send the link');
    await heading(page, 'Look into your mail');
    await look('forgotten-sent');
  },
  async '/reset/$token'({ page, open, look }) {
    await open('/app/reset/nothing-opens-with-this');
    await look('reset');
    await typed(page, 'Password', WRONG);
    await press(page, 'Save the new password');
    await refused(page);
    await look('reset-refused');
  },
  async '/invitation/$token'({ page, open, look }) {
    await open('/app/invitation/nothing-opens-with-this');
    await look('invitation');
    await typed(page, 'Password', WRONG);
    await press(page, 'Accept the invitation');
    await refused(page);
    await look('invitation-refused');
  },
  async '/setup'({ page, open, look, fresh }) {
    if (!fresh) throw new Error('FRESH names a server that is not set up yet');
    await open('/app/setup', fresh);
    await firstRun({ page, look });
  },
};

/** Every step of the first run as it comes, and as it says what is missing. */
async function firstRun({ page, look }) {
  await look('setup-business');
  await press(page, 'Continue');
  await look('setup-business-missing');
  await typed(page, 'Name of the business', 'Bright Studio');
  await typed(page, 'Street and number', 'Hauptstr. 1');
  await typed(page, 'Town', 'Berlin');
  await page.getByRole('combobox', { name: 'Country' }).fill('Germany');
  await page.getByRole('option', { name: 'Germany' }).click();
  await press(page, 'Continue');
  await heading(page, 'What invoices need');
  await look('setup-money');
  await press(page, 'Continue');
  await look('setup-money-missing');
  await typed(page, 'Tax number', '12/345/67890');
  await press(page, 'Continue');
  await heading(page, 'How your papers look and count');
  await look('setup-papers');
  const buffer = await page.screenshot({ clip: { x: 0, y: 0, width: 320, height: 80 } });
  await page.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer });
  await page.getByAltText('Your logo as customers see it').waitFor();
  await page.getByLabel('First number').first().fill('none');
  await press(page, 'Continue');
  await look('setup-papers-wrong');
  await page.getByLabel('First number').first().fill('48');
  await press(page, 'Continue');
  await heading(page, 'When you work');
  await look('setup-hours');
  await press(page, 'Continue');
  await heading(page, 'Your own account');
  await look('setup-you');
  await press(page, 'Start the line');
  await look('setup-you-missing');
}

export async function choiceIsSaved({ page, base, of, look }) {
  await page.goto(`${base}${await preferences(of)}`);
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button').first().click();
  await page.getByRole('status').waitFor();
  await look('u-saved');
}

/** What a form says when something is missing, when it came, and when it takes nothing any more. */
export async function formIsFilled({ page, base, of, look }) {
  await page.goto(`${base}/f/contact`);
  await page.evaluate(() => {
    document.forms[0].noValidate = true;
  });
  await page.waitForTimeout(READING);
  await page.getByRole('button').last().click();
  await page.locator('[aria-invalid="true"]').first().waitFor();
  await look('form-wrong');
  await typed(page, 'Your name', 'Grace Hopper');
  await typed(page, 'Email', 'grace@customer.test');
  await page.locator('textarea').first().fill('Do you paint ships?');
  await page.getByRole('button').last().click();
  await page.getByText('Thank you', { exact: false }).first().waitFor();
  await look('form-thanks');
  const form = (await of.get('forms')).items.find(({ slug }) => slug === 'contact');
  await of.call('form.close', { form: form.id });
  try {
    await page.goto(`${base}/f/contact`);
    await look('form-closed');
  } finally {
    await of.call('form.reopen', { form: form.id });
  }
}
