// Somebody who never wrote code builds an automation from nothing: a proposal that was opened and not signed is brought
// to mind. Every control is found by its visible text; nobody reads documentation or sees the text. Actions are counted.
import { signIn } from './session.mjs';

const { ACTIONS = '25' } = process.env;
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const NAME = 'Bring open proposals to mind';

/** A person with a mouse and a keyboard: each click and each text typed is one action. */
function hands(page) {
  let count = 0;
  const acting = (what) => async (...args) => {
    count += 1;
    await what(...args);
  };
  return {
    count: () => count,
    press: acting((name) => page.getByRole('button', { name, exact: true }).last().click()),
    follow: acting((name) => page.getByRole('link', { name, exact: true }).click()),
    open: acting((label) => page.getByRole('combobox', { name: label }).last().click()),
    choose: acting((name) => page.getByRole('option', { name }).first().click()),
    pick: acting((name) => page.getByRole('menuitem', { name, exact: true }).click()),
    say: acting((field) => field.fill('It is only practised at first')),
    type: acting((label, text) => page.getByRole('textbox', { name: label }).last().fill(text)),
  };
}

async function build(page, { press, follow, open, choose, pick, type }) {
  await follow('New automation');
  await type('Name', NAME);
  await type('What is it for?', 'Whoever opened a proposal and does not answer is asked kindly, then called.');
  await open('What happens');
  await choose('A customer opened a proposal');
  await press('Only when …');
  await choose('It is the first time');
  await open('It has done its work when');
  await choose('A customer signed');
  await press('Add a step');
  await pick('Wait');
  await type('How long', '2');
  await press('Add a step');
  await pick('Send a message');
  await choose('Proposal nudge');
  await press('Add a step');
  await pick('Wait');
  await type('How long', '3');
  await press('Add a step');
  await pick('Give somebody a task');
  await type('Title', 'Call about the proposal');
}

/** What was published is what a person meant. */
async function meant(page, base) {
  const list = await (await page.request.get(`${base}/api/v1/automations?limit=200`)).json();
  const made = list.items.find(({ name }) => name === NAME);
  if (!made?.on || made.mode !== 'practice' || made.version !== 1) throw new Error(`published otherwise: ${JSON.stringify(made)}`);
  const { text } = await (await page.request.get(`${base}/api/v1/automations/${made.id}`)).json();
  const said = ['fact: proposal.viewed', 'cel: fact.first', 'agreement.signed', 'fact.proposal == proposal.id', 'business_days: 2',
    'template: proposal-nudge', 'cel: contact.id', 'business_days: 3', 'title: Call about the proposal'];
  const missing = said.filter((words) => !text.includes(words));
  if (missing.length > 0) throw new Error(`the text lacks ${missing.join(', ')}:\n${text}`);
  return made.id;
}

export default async function tell({ page, base, axe, shot, fits, mayFail }) {
  await signIn(page, base);
  await page.goto(`${base}/app/automations`);
  await page.getByRole('link', { name: 'New automation' }).waitFor();
  const person = hands(page);
  await build(page, person);
  await page.getByText('It can be published.', { exact: false }).first().waitFor();
  await axe();
  await page.setViewportSize(PHONE);
  await page.getByRole('button', { name: 'Menu' }).waitFor();
  await fits();
  await page.setViewportSize(DESK);
  await shot('automation-built');
  await rehearse(page, axe, shot);
  await person.press('Publish …');
  await page.getByRole('dialog').getByText('It has done its work when', { exact: false }).waitFor();
  await axe();
  await shot('automation-publish');
  for (const reason of await page.getByRole('dialog').getByRole('textbox').all()) await person.say(reason);
  await person.press('Publish in practice mode');
  await page.getByRole('heading', { name: NAME }).waitFor();
  console.log(`actions: ${person.count()}`);
  if (person.count() > Number(ACTIONS)) throw new Error(`it took ${person.count()} actions, at most ${ACTIONS} were promised`);
  const id = await meant(page, base);
  // the save that met the words of somebody else
  mayFail(/status of 409/);
  await change(page, base, id, axe, shot);
}

/** What is written is rehearsed before it is published, and the way leads back to it. */
async function rehearse(page, axe, shot) {
  await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('What would this draft have done in').waitFor();
  await axe();
  await dialog.getByRole('button', { name: 'Rehearse', exact: true }).click();
  await page.getByText('Against what really happened').waitFor();
  await page.getByText('It was never published, so there is nothing to compare with.').first().waitFor();
  await axe();
  await shot('automation-rehearsed-draft');
  await page.getByRole('link', { name: 'Back to the draft' }).click();
  await page.getByText('It can be published.', { exact: false }).first().waitFor();
}

/** Somebody else writes on the same draft: the one who types is told, sees what differs, and decides. */
async function meanwhile(page, base, id) {
  await page.getByText('Kept as a draft.').waitFor();
  const api = `${base}/api/v1/automation_drafts`;
  const { items } = await (await page.request.get(`${api}?automation=${id}`)).json();
  const draft = items[0];
  const { text } = await (await page.request.get(`${api}/${draft.id}`)).json();
  const words = { text: text.replace('business_days: 4', 'business_days: 6') };
  const saved = await page.evaluate(async ([url, body]) => {
    const headers = { 'x-requested-with': 'app', 'content-type': 'application/json' };
    return (await fetch(url, { method: 'PATCH', headers, body })).status;
  }, [`${api}/${draft.id}`, JSON.stringify({ rv: draft.rv, words })]);
  if (saved !== 200) throw new Error(`the other one cannot save: ${saved}`);
  await page.getByRole('button', { name: /^Wait 5 open days/ }).click();
  await page.getByRole('textbox', { name: 'How long' }).fill('7');
  await page.getByText(/saved this draft while you were writing/).waitFor();
  await page.getByRole('button', { name: 'Compare' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('del').first().waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Keep mine instead' }).last().click();
  await page.getByText('Kept as a draft.').waitFor();
  await page.getByRole('textbox', { name: 'How long' }).fill('5');
  await page.getByText('Kept as a draft.').waitFor();
}

/** A second look: steps are moved by keys, taken back, kept over a reload, and published as a new version. */
async function change(page, base, id, axe, shot) {
  const step = (name) => page.getByRole('button', { name });
  await page.goto(`${base}/app/automations/${id}?tab=edit`);
  await step(/^Wait 2 open days/).waitFor();
  await axe();
  await shot('automation-edit');
  const names = () => page.getByRole('list', { name: 'Steps' }).locator('.step-open').allInnerTexts();
  const before = await names();
  await step(/^Wait 3 open days/).focus();
  await page.keyboard.press('Shift+ArrowUp');
  await page.waitForFunction((first) => document.querySelectorAll('.step-open')[3]?.innerText !== first, before[1]);
  if (!(await names())[1].startsWith('Wait 3')) throw new Error(`keys do not move a step: ${await names()}`);
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  if ((await names()).join() !== before.join()) throw new Error('a move is not taken back');
  await page.getByRole('button', { name: /^Give somebody a task/ }).dragTo(step(/^Wait 2 open days/));
  await page.waitForFunction(() => document.querySelectorAll('.step-open')[2]?.innerText.startsWith('Give'));
  await page.keyboard.press('Control+z');
  await page.waitForFunction(() => document.querySelectorAll('.step-open')[2]?.innerText.startsWith('Wait 2'));
  await page.getByRole('button', { name: /^More for: Give somebody a task/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByText('The step is deleted').waitFor();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await step(/^Give somebody a task/).waitFor();
  await step(/^Wait 2 open days/).click();
  await page.getByRole('textbox', { name: 'How long' }).fill('4');
  await page.getByText('It can be published.', { exact: false }).waitFor();
  await page.getByText('Kept as a draft.').waitFor();
  await page.reload();
  await page.getByText(/^Draft by /).first().waitFor();
  await step(/^Wait 4 open days/).waitFor();
  await page.getByText('Text', { exact: true }).click();
  const text = page.getByRole('textbox', { name: 'The same as text' });
  await page.waitForFunction(() => document.querySelector('.code-text:not([readonly])')?.value.includes('business_days: 4'));
  await text.fill((await text.inputValue()).replace('business_days: 3', 'business_days: 5'));
  await page.getByText('Steps', { exact: true }).click();
  await step(/^Wait 5 open days/).waitFor();
  await meanwhile(page, base, id);
  await page.getByRole('link', { name: 'Automations' }).first().click();
  await page.getByText(/^Draft by /).first().waitFor();
  await page.goto(`${base}/app/automations/${id}`);
  await page.getByRole('link', { name: 'Open it' }).click();
  await step(/^Wait 5 open days/).waitFor();
  await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rehearse', exact: true }).click();
  await page.getByText('messages more than the published version would have', { exact: false }).waitFor();
  await page.getByRole('link', { name: 'Back to the draft' }).click();
  await page.getByRole('button', { name: 'Publish a new version …' }).click();
  for (const reason of await page.getByRole('dialog').getByRole('textbox').all()) await reason.fill('It is only practised at first');
  await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('version 2 is published', { exact: false }).waitFor();
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByText('Wait 2 open days', { exact: false }).waitFor();
  await page.getByText('Wait 4 open days', { exact: false }).waitFor();
  await axe();
  await shot('automation-versions');
  await page.goto(`${base}/app/automations/library`);
  await page.getByRole('button', { name: /switch it on\s*: Thanks for payment/ }).click();
  await page.getByRole('dialog').getByText('It starts when', { exact: false }).waitFor();
  await axe();
  await page.getByRole('button', { name: 'Switch it on', exact: true }).click();
  await page.getByText('Thanks for payment is on').waitFor();
  await axe();
  await shot('automation-library');
}
