// The owner shows a form on their own site, as the form's page tells them to: a page of another origin, with the content
// security policy that page asks for, carries the copied lines. A visitor on a phone fills the form there, and the lead
// says where they came from. Without script there is a link; a site that was not named shows nothing; a closed form says so.
import { createServer } from 'node:http';
import { pass } from './clock.mjs';
import { PHONE } from './looks.mjs';
import { api } from './records.mjs';
import { signIn } from './session.mjs';

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** A site of somebody's own: the same page at every address, with these lines in it. */
async function site(base) {
  const state = { lines: '' };
  const policy = `default-src 'none'; script-src ${base}; frame-src ${base}`;
  const server = createServer((asked, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    answer.end(`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Ships</title>
      <link rel="icon" href="data:,"><h1>We paint ships</h1>${state.lines}<p>Thank you for reading.</p></html>`);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  return { state, server, own: `http://localhost:${port}`, other: `http://127.0.0.1:${port}` };
}

/** Names the site, publishes, and copies the lines that stand under Share. */
async function linesFor({ page, base, axe }, own) {
  await page.goto(`${base}/app/forms`);
  await page.getByRole('table').getByRole('link', { name: 'Contact us' }).first().click();
  await page.getByRole('button', { name: 'Add a site' }).click();
  await page.getByRole('textbox', { name: 'Site 1' }).fill(own);
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByText('Draft saved').waitFor();
  await page.getByRole('tab', { name: 'Share' }).click();
  await page.getByText(`Once the draft is published, it shows on ${own}.`).waitFor();
  await page.getByRole('tab', { name: 'Draft' }).click();
  await page.getByRole('button', { name: 'Publish version 2' }).click();
  await page.getByText('Version 2 is published').waitFor();
  await page.getByRole('tab', { name: 'Share' }).click();
  await page.getByText(`It shows on ${own}.`).waitFor();
  await page.getByText(`it must allow ${base} in script-src and frame-src`).waitFor();
  await axe();
  return page.locator('pre', { hasText: 'data-throughline' }).innerText();
}

const heightOf = (page) => page.locator('iframe').evaluate((frame) => frame.clientHeight);

/** The frame is as high as what stands in it: nobody scrolls inside it, nothing is cut off. Gives the height. */
async function fitting(page) {
  const inner = page.frameLocator('iframe').locator('body');
  let seen;
  for (let looks = 0; looks < 100; looks += 1) {
    const body = await inner.evaluate((at) => Math.ceil(at.getBoundingClientRect().height));
    seen = { body, frame: await heightOf(page) };
    // No frame is lower than 320 px, so that the page does not jump while it loads.
    if (seen.frame === Math.max(body, 320)) return seen.frame;
    await page.waitForTimeout(50);
  }
  throw new Error(`the frame does not fit what stands in it: ${JSON.stringify(seen)}`);
}

async function narrow(page) {
  const widths = await Promise.all(page.frames().map((frame) => frame.evaluate(() => document.documentElement.scrollWidth)));
  must(widths.every((width) => width <= PHONE.width), `wider than the phone: ${widths}`);
}

/** From the first look to the thanks, with a mistake on the way. */
async function asks({ browser, base }, own) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'en-GB', hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const heard = [];
  page.on('pageerror', ({ message }) => heard.push(message));
  await page.goto(`${own}/prices?utm_source=newsletter&secret=1`, { referer: 'https://search.test/' });
  const form = page.frameLocator('iframe');
  await form.getByRole('heading', { name: 'Contact us' }).waitFor();
  must((await page.getByRole('link', { name: 'Contact us' }).count()) === 0, 'the link stays beside the frame');
  const empty = await fitting(page);
  await narrow(page);
  // Nobody types in less than two seconds.
  await pass(base, 3_000);
  await form.getByLabel('Your name').fill('Grace Hopper');
  await form.getByLabel('Email').fill('grace@customer');
  await form.locator('textarea').first().fill('Do you paint ships?');
  await form.getByRole('button', { name: 'Send' }).click();
  await form.getByText('That does not look like an email address.', { exact: false }).waitFor();
  const wrong = await fitting(page);
  must(wrong > empty, `the frame did not grow with what is wrong: ${empty}, then ${wrong}`);
  await narrow(page);
  must((await form.getByLabel('Your name').inputValue()) === 'Grace Hopper', 'what was typed stays');
  await form.getByLabel('Email').fill('grace@customer.test');
  await form.getByRole('button', { name: 'Send' }).click();
  await form.getByRole('status').getByText('Thank you', { exact: false }).or(form.getByRole('heading', { name: /thank you/i })).first().waitFor();
  const thanks = await fitting(page);
  must(thanks < empty, `the frame stays as high as the form was: ${empty}, then ${thanks}`);
  must(page.url().startsWith(own) && heard.length === 0, `${page.url()}: ${heard}`);
  await context.close();
}

/** One lead, and whence it came. */
async function arrived({ get }, own) {
  const { items } = await get('leads?limit=10');
  must(items.length === 1, `there are ${items.length} leads`);
  const { source, channel } = await get(`leads/${items[0].id}`);
  const { utm_source, landing, referrer, secret } = source;
  const told = JSON.stringify({ channel, source });
  must(utm_source === 'newsletter' && landing === `${own}/prices` && referrer === 'https://search.test/', told);
  must(secret === undefined, `what nobody asked for came along: ${told}`);
}

async function withoutScript({ browser, base }, own) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'en-GB', javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${own}/prices`);
  await page.getByRole('link', { name: 'Contact us' }).click();
  await page.waitForURL(`${base}/f/contact`);
  await page.getByRole('heading', { name: 'Contact us' }).waitFor();
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await context.close();
}

/** What stands in the frame, in a browser of its own. */
async function framed({ browser }, address, look) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'en-GB' });
  const page = await context.newPage();
  const refused = page.waitForEvent('console', { predicate: (said) => /frame-ancestors/.test(said.text()) });
  refused.catch(() => undefined);
  await page.goto(`${address}/prices`);
  await look(page, refused);
  await context.close();
}

export default async function tell(story) {
  const { page, base } = story;
  const { state, server, own, other } = await site(base);
  try {
    await signIn(page, base);
    state.lines = await linesFor(story, own);
    const of = api(page, base);
    await asks(story, own);
    await arrived(of, own);
    await withoutScript(story, own);
    // The same lines on a site that nobody named: the browser itself refuses to show the form.
    await framed(story, other, (_, refused) => refused);
    const form = (await of.get('forms')).items.find(({ slug }) => slug === 'contact');
    await of.call('form.close', { form: form.id });
    await framed(story, own, (at) => at.frameLocator('iframe').getByRole('heading', { name: 'This form is closed' }).waitFor());
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
