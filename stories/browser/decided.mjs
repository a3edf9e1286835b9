// Somebody decides, most of it on a phone: a push leads to the one thing that waits for a yes; it is approved, written
// otherwise, or returned. Runs that stand still are mended on their own pages. A draft is tried with another beginning.
// A version goes out as a file, comes back changed with its plan before it is published, and is gone back to.
import { readFile } from 'node:fs/promises';
import { passAndRest } from './clock.mjs';
import { api } from './records.mjs';
import { signIn } from './session.mjs';

const { WRITES, BREAKS, CHANGED } = process.env;
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const OWN_WORDS = 'Only one question, from me';

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

const button = (within, name) => within.getByRole('button', { name, exact: typeof name === 'string' });

/** Without a mouse: by Tab to a button of the dialog, and Enter. */
async function answer(page, name) {
  const is = (words) => document.activeElement?.closest('[role=dialog] button')?.innerText.trim() === words;
  for (let tabs = 0; tabs < 30; tabs += 1) {
    if (await page.evaluate(is, name)) return page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to “${name}”: ${await page.getByRole('dialog').innerText()}`);
}

/** Three people ask; each gets a letter that waits for a yes, and a run that breaks. */
async function ask(page, base) {
  const { call } = api(page, base);
  for (const name of ['First', 'Second', 'Third']) {
    const email = `${name.toLowerCase()}@asking.test`;
    await call('intake.quick_add', { channel: 'call', name, email, message: 'We need a kitchen.' });
  }
  await passAndRest(base, 1_000);
}

/** The word of the letter to this person leads to the very thing, whose id this is. */
async function ledTo({ page, base }, who) {
  const { get } = api(page, base);
  const letter = (await get('approvals')).items.find(({ shown }) => shown?.to === `${who}@asking.test`);
  must(letter, `no letter to ${who} waits for a yes`);
  const { items } = await get('notifications?limit=100');
  const told = items.find(({ kind, subject }) => kind === 'approval' && subject === letter.id);
  must(told, `nobody was told of the letter to ${who}: ${JSON.stringify(items)}`);
  await page.goto(`${base}/app/notifications/${told.id}`);
  await page.waitForURL(`${base}/app/approvals/${told.subject}`);
  await button(page, 'Yes, send it').waitFor();
  const { state } = await get(`notifications/${told.id}`);
  must(state !== 'new', 'whoever was led there has not seen it');
  return told.subject;
}

/** On a phone: one is sent as it is, one is written otherwise, one is returned. */
async function decide(given) {
  const { page, base, axe, fits, shot } = given;
  await page.setViewportSize(PHONE);
  const first = await ledTo(given, 'first');
  await axe();
  await fits();
  await shot('approval');
  await button(page, 'Yes, send it').click();
  await page.getByText('said yes').waitFor();
  const second = await ledTo(given, 'second');
  await button(page, 'Change').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Subject' }).fill(OWN_WORDS);
  await dialog.getByRole('textbox', { name: 'Text' }).fill(`Hello, ${OWN_WORDS}: by when?`);
  await axe();
  await button(dialog, 'Approve with these changes').click();
  await page.getByText('said yes').waitFor();
  const third = await ledTo(given, 'third');
  await button(page, 'No').click();
  await button(dialog, 'Too soon').click();
  await axe();
  await button(dialog, 'Say no').click();
  await page.getByText('said no').waitFor();
  const { get } = api(page, base);
  const states = await Promise.all([first, second, third].map(async (id) => (await get(`approvals/${id}`)).state));
  must(states.join() === 'approved,approved,returned', `decided otherwise: ${states}`);
  await passAndRest(base, 60_000);
}

/** What is no message says in words what it would do. */
async function doIt({ page, base, axe, fits, shot }) {
  await page.goto(`${base}/app/approvals`);
  const cards = page.getByRole('listitem').filter({ hasText: 'Shall somebody call them?' });
  await cards.first().getByText('Give somebody a task').waitFor();
  await cards.first().getByText('Call about the inquiry').waitFor();
  const words = await cards.first().innerText();
  must(!/[{}]|_0/.test(words), `a machine's words: ${words}`);
  await axe();
  await fits();
  await shot('approvals-in-words');
  const before = await cards.count();
  await button(cards.first(), 'Yes, do it').click();
  await page.waitForFunction((most) => document.querySelectorAll('main li h2').length < most, before);
  await passAndRest(base, 1_000);
  const { items } = await api(page, base).get('tasks?limit=200');
  const made = items.filter(({ title }) => title === 'Call about the inquiry');
  must(made.length > 0, 'the task that was approved is not there');
  await page.setViewportSize(DESK);
}

/** A stuck run at its own address. */
async function stuck({ page, base }, { id }) {
  await page.goto(`${base}/app/runs/${id}`);
  await page.getByText('It is stuck and waits for a person').waitFor();
  await button(page, 'Edit the input').waitFor();
}

/** With another input, at another step, and without its step; each on the page of the run. */
async function mend(given) {
  const { page, base, axe, fits, shot } = given;
  const { get } = api(page, base);
  const { items } = await get(`runs?automation=${BREAKS}&state=parked`);
  must(items.length === 3, `not three stand still: ${JSON.stringify(items)}`);
  const [edited, jumped, skipped] = items;
  await stuck(given, edited);
  await page.getByRole('link', { name: /^The exception of this and/ }).waitFor();
  await axe();
  await fits();
  await shot('run-stuck');
  await button(page, 'Edit the input').click();
  await page.getByRole('combobox', { name: 'For whom' }).click();
  await page.getByRole('option').first().click();
  await axe();
  await answer(page, 'Try again with this');
  await page.getByText('It is tried again with this input').waitFor();
  await stuck(given, jumped);
  await button(page, 'Go on at another step').click();
  await page.getByRole('combobox', { name: 'Which step' }).click();
  await page.getByRole('option', { name: /^2\. Wait 1 day/ }).click();
  await axe();
  await answer(page, 'Go on there');
  await page.getByText('It goes on at', { exact: false }).first().waitFor();
  await stuck(given, skipped);
  await button(page, 'Skip this step').click();
  await answer(page, 'Skip 1 step');
  await page.getByText('The run goes on without this step').waitFor();
  await passAndRest(base, 1_000);
  const now = (await get(`runs?automation=${BREAKS}`)).items;
  must(now.every(({ step }) => step === 'a_day'), `they do not all wait a day: ${JSON.stringify(now)}`);
}

/** What starts it is imagined: by chat it would not begin. */
async function tryIt({ page, base, axe, fits, shot }) {
  await page.goto(`${base}/app/automations/${WRITES}?tab=edit`);
  await button(page, 'Try with a lead').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Which lead' }).fill('First');
  await page.getByRole('option', { name: /^First/ }).click();
  await button(dialog, 'Show what would happen').click();
  await dialog.getByText('The run begins.').waitFor();
  await dialog.getByRole('combobox', { name: 'What starts it' }).click();
  await page.getByRole('option', { name: /a new lead came in/ }).click();
  await dialog.getByText('Its values').click();
  await dialog.getByRole('textbox', { name: 'Channel' }).fill('chat');
  await button(dialog, 'Show what would happen').click();
  await dialog.getByText('It would not begin').waitFor();
  await axe();
  await fits();
  await shot('automation-try-draft');
  await page.keyboard.press('Escape');
}

/** Every warning has its reason, and the dialog is left by keys alone. */
async function publish(page, number) {
  const dialog = page.getByRole('dialog');
  for (const reason of await dialog.getByRole('textbox').all()) await reason.fill('It is meant so');
  await answer(page, 'Publish');
  await page.getByText(`version ${number} is published`, { exact: false }).waitFor();
  await page.getByRole('tab', { name: 'Versions' }).click();
}

async function versions({ page, base, axe, fits, shot }) {
  const { get } = api(page, base);
  const before = (await get(`automations/${BREAKS}`)).text;
  await page.goto(`${base}/app/automations/${BREAKS}?tab=versions`);
  const saved = page.waitForEvent('download');
  await button(page, 'Download version 1').click();
  const file = await saved;
  must(file.suggestedFilename() === 'break-third.yaml', `the file is called ${file.suggestedFilename()}`);
  must((await readFile(await file.path(), 'utf8')) === before, 'the file is not what was published');
  const apply = (text) =>
    page.locator('input[type=file]').setInputFiles({
      name: 'break-third.yaml',
      mimeType: 'application/yaml',
      buffer: Buffer.from(text),
    });
  const dialog = page.getByRole('dialog');
  await apply(CHANGED.replaceAll('task.create', 'task.creat'));
  await dialog.getByText(/^Line \d+: /).first().waitFor();
  await axe();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await apply(CHANGED);
  await dialog.getByText('What break-third.yaml would change').waitFor();
  await dialog.getByText('Wait 2 days').first().waitFor();
  await dialog.getByText('3 runs are under way', { exact: false }).waitFor();
  await axe();
  await fits();
  await shot('automation-apply');
  await publish(page, 2);
  must((await get(`automations/${BREAKS}`)).text === CHANGED, 'what was published is not the file');
  await button(page, 'Go back to version 1 …').click();
  await dialog.getByText('What version 1 would change').waitFor();
  await axe();
  await publish(page, 3);
  must((await get(`automations/${BREAKS}`)).text === before, 'it did not go back to the text of version 1');
}

export default async function tell(given) {
  const { page, base, mayFail } = given;
  mayFail(/status of 401/);
  await signIn(page, base);
  await ask(page, base);
  await decide(given);
  await doIt(given);
  await mend(given);
  await tryIt(given);
  await versions(given);
}
