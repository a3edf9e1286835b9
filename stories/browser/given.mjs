// Somebody builds two automations with fields of their own, by visible text alone: a button on a contact that asks for a
// gift, and an address another program calls with an order. They are let loose, pressed and called; their runs show what
// was given, and what is not worth it begins nothing.
import { signIn } from './session.mjs';

const GIFT = { name: 'Welcome with a gift', purpose: 'Whoever becomes a customer gets a small gift.', button: 'Send a gift' };
const ORDER = { name: 'Look at big orders', purpose: 'A person looks at every order worth looking at.' };

/** What a person does, by the words on the screen. */
function hands(page) {
  const press = (name) => page.getByRole('button', { name, exact: true }).last().click();
  const open = (label) => page.getByRole('combobox', { name: label, exact: true }).last().click();
  const choose = (name) => page.getByRole('option', { name }).first().click();
  const type = (label, text) => page.getByRole('textbox', { name: label, exact: true }).last().fill(text);
  const pick = (name) => page.getByRole('menuitem', { name, exact: true }).click();
  const from = async (label, option) => {
    await open(label);
    await choose(option);
  };
  return { press, type, pick, from, choose };
}

async function begin(page, base, { name, purpose }, { type }) {
  await page.goto(`${base}/app/automations`);
  await page.getByRole('link', { name: 'New automation' }).click();
  await page.getByLabel('Name').waitFor();
  await page.evaluate(() => window.scrollTo(0, 120));
  await type('Name', name);
  await type('What is it for?', purpose);
  // the draft that is kept from now on gives the page an address; whoever writes stays where they are
  await page.waitForURL(/draft=/);
  await page.waitForTimeout(500);
  if ((await page.evaluate(() => window.scrollY)) < 100) throw new Error('keeping the draft moved the page');
}

/** What whoever starts it gives: its name, and what it is. */
async function ask(add, name, kind, { type, press, from }) {
  await type(add, name);
  await press(add);
  if (kind) await from(`What ${name} is`, kind);
}

/** Its only step: somebody gets a task that is called as the field says. */
async function task(field, { press, pick, from }) {
  await press('Add a step');
  await pick('Give somebody a task');
  await press('Read “Title” from a field instead');
  await from('Title', field);
}

/** When it is good, and how often it may begin for one contact. */
async function judged(page, { from, press }) {
  await from('It has done its work when', 'A customer wrote to us');
  await page.getByRole('button', { name: /^How often, how long, how good/ }).click();
  await from('Measured from', 'Somebody asked: a new lead came in');
  await page.keyboard.press('Escape');
  await from('For one contact it begins', 'every time it happens');
}

/** What is written is tried with somebody before it is published; nothing comes of it. */
async function tryGift(page, { press, type, choose }, { axe, shot }) {
  await page.getByText('It can be published.', { exact: false }).first().waitFor();
  await press('Try with a contact');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Which contact' }).fill('Grace');
  await choose(/^Grace Hopper/);
  await type('Gift', 'A pen');
  await press('Show what would happen');
  await dialog.getByText('Does task.create.').waitFor();
  await axe();
  await shot('automation-try');
  await dialog.getByRole('button', { name: 'Close' }).click();
}

async function publish(page, { name }, { press }, { axe, shot }, picture) {
  await page.getByText('It can be published.', { exact: false }).first().waitFor();
  await axe();
  await shot(picture);
  await press('Publish …');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('It starts when', { exact: false }).waitFor();
  for (const reason of await dialog.getByRole('textbox').all()) await reason.fill('It is meant so');
  await press('Publish in practice mode');
  await page.getByRole('heading', { name }).waitFor();
  await page.getByRole('radio', { name: /^Automatic/ }).click();
  await press('Make it automatic');
  await page.getByText(`${name}: automatic`).waitFor();
}

async function buildGift(page, base, help) {
  const person = hands(page);
  await begin(page, base, GIFT, person);
  await person.from('A run begins when', 'Somebody presses a button');
  await person.from('A run is about', 'the contact');
  await person.type('What the button says', GIFT.button);
  await ask('Ask for it', 'gift', null, person);
  await task('Gift', person);
  await judged(page, person);
  await tryGift(page, person, help);
  await publish(page, GIFT, person, help, 'automation-button');
}

async function buildOrder(page, base, help) {
  const person = hands(page);
  await begin(page, base, ORDER, person);
  await person.from('A run begins when', 'Another program calls');
  await ask('Expect it', 'email', null, person);
  await ask('Expect it', 'order_number', null, person);
  await ask('Expect it', 'order_total', 'a whole number', person);
  await person.from('The email address of the contact is', 'email');
  await person.press('Only when …');
  await person.choose('Order total');
  await person.from('Comparison', 'is at least');
  await person.type('Value', '100');
  await task('Order number', person);
  await judged(page, person);
  await publish(page, ORDER, person, help, 'automation-hook');
}

/** The page of the only run of an automation, from its list of runs. */
async function onlyRun(page, { name }, { axe, fits }) {
  await page.getByRole('link', { name: 'Automations', exact: true }).first().click();
  await page.getByRole('table', { name: 'Automations' }).getByRole('link', { name, exact: true }).click();
  await page.getByRole('tab', { name: 'Runs' }).click();
  const runs = page.getByRole('table', { name: 'Runs' }).getByRole('link').filter({ hasText: 'Done' });
  await runs.first().waitFor();
  if ((await runs.count()) !== 1) throw new Error(`${name} has ${await runs.count()} runs, not one`);
  await runs.click();
  await page.getByRole('heading', { name: `${name}: one run` }).waitFor();
  for (const summary of await page.locator('summary').all()) await summary.click();
  await axe();
  await fits();
}

/** It says so where it says what came with the start, and where it says what its step was given. */
async function shows(page, given) {
  const started = page.locator('details', { hasText: 'What was given with it' }).getByText(given, { exact: false });
  const step = page.locator('details', { hasText: 'What it was given' }).getByText(given, { exact: false });
  await started.first().waitFor();
  await step.first().waitFor();
}

async function pressIt(page, base) {
  await page.goto(`${base}/app/contacts`);
  await page.getByRole('link', { name: 'Grace Hopper' }).first().click();
  await page.getByRole('button', { name: GIFT.button, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Gift' }).fill('A book about compilers');
  await dialog.getByRole('button', { name: GIFT.button, exact: true }).click();
  await page.getByText(`“${GIFT.button}” has begun`).waitFor();
}

/** Another program calls the address, once with what is worth a look and once with what is not. */
async function callIt(page, base, { axe, shot }) {
  await page.getByRole('button', { name: 'Make the address' }).click();
  await page.getByText('Copy it now: it is not shown again').waitFor();
  const shown = await page.getByRole('region', { name: 'The address another program calls' }).locator('pre').innerText();
  await axe();
  const address = base + new URL(shown.trim()).pathname;
  const call = async (order_number, order_total) => {
    const answer = await page.request.post(address, { data: { email: 'grace@navy.test', order_number, order_total } });
    if (!answer.ok()) throw new Error(`the address answered ${answer.status()}: ${await answer.text()}`);
  };
  await call('A-16', 5);
  await call('A-17', 250);
  await page.reload();
  const calls = page.getByRole('table', { name: 'The latest calls' });
  await calls.getByText('Started a run').waitFor();
  await calls.getByText('Refused', { exact: false }).waitFor();
  await shot('automation-called');
}

export default async function tell({ page, base, ...help }) {
  await signIn(page, base);
  await buildGift(page, base, help);
  await pressIt(page, base);
  await onlyRun(page, GIFT, help);
  await shows(page, 'A book about compilers');
  await help.shot('run-of-a-button');
  await buildOrder(page, base, help);
  await callIt(page, base, help);
  await onlyRun(page, ORDER, help);
  await shows(page, 'A-17');
  await help.shot('run-of-a-call');
  await page.goto(`${base}/app/tasks`);
  await page.getByText('A-17').first().waitFor();
  await page.getByText('A book about compilers').first().waitFor();
  if (await page.getByText('A-16').count()) throw new Error('an order that is not worth it became a task');
}
