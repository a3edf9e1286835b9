// Somebody answers for automations that run, and presses what is there to press: those who were there before are
// counted and taken in; what a run did is taken back; a letter of tomorrow is left out; runs move to a newer version;
// two that break are stopped at once; one that was flooded goes on and takes in whom it left out; everything stops, and
// what fell due meanwhile is skipped, spread or sent; one is retired. The main ones without a mouse.
import { passAndRest } from './clock.mjs';
import { api } from './records.mjs';
import { signIn } from './session.mjs';

const { FLOODED, LOOKS_AFTER, NEXT } = process.env;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REASON = 'It is meant so';

const button = (within, name) => within.getByRole('button', { name, exact: typeof name === 'string' });

/** Without a mouse: from where the focus is by Tab to a button of the dialog, and Enter. */
async function answer(page, name) {
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const is = (words) => document.activeElement?.closest('[role=dialog] button')?.innerText.trim() === words;
  for (let tabs = 0; tabs < 20; tabs += 1) {
    if (await page.evaluate(is, name)) return page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to “${name}”: ${await dialog.innerText()}`);
}

async function press(page, control) {
  await control.focus();
  await page.keyboard.press('Enter');
}

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** Whoever asked before it was there: counted first, and then taken in. */
async function takeInExisting({ page, base, axe, fits }) {
  await page.goto(`${base}/app/automations/${LOOKS_AFTER}`);
  await press(page, button(page, 'Count who matches already'));
  await page.getByText('5 of 5 open records match', { exact: false }).waitFor();
  const before = await api(page, base).get(`runs?automation=${LOOKS_AFTER}`);
  must(before.items.length === 0, 'counting began a run');
  await page.getByRole('textbox', { name: 'At most an hour' }).fill('3600');
  await axe();
  await fits();
  await button(page, 'Take in 5').click();
  await page.getByText('They are taken in one after the other').waitFor();
  await passAndRest(base, 60_000);
  await page.reload();
  await page.getByText('have begun since', { exact: false }).waitFor();
  await page.getByText('5 came here (100%)', { exact: false }).first().waitFor();
}

/** What decided is told, and asked once more; then what the run did is taken back. */
async function takeBack({ page, base, axe, shot }, run) {
  await page.goto(`${base}/app/runs/${run}`);
  await page.locator('summary', { hasText: 'What decided' }).first().click();
  const decided = page.locator('details', { hasText: 'What decided' }).first();
  await decided.getByText('Only if', { exact: false }).waitFor();
  await press(page, button(decided, 'Look again at this decision'));
  await decided.getByText(', the same', { exact: false }).waitFor();
  await axe();
  await shot('run-decided');
  await press(page, button(page, 'Take back what it did'));
  await page.getByRole('dialog').getByText('Is taken back').waitFor();
  await axe();
  await answer(page, 'Take back 1 step');
  await page.getByText('Taken back, in this order').waitFor();
  await passAndRest(base, 1_000);
  const { items } = await api(page, base).get('tasks?limit=200');
  const open = items.filter(({ title, state }) => title === 'Call about the inquiry' && state === 'open');
  must(open.length === 4, `four of the five tasks should stand: ${JSON.stringify(open)}`);
}

/** A letter of tomorrow is left out, let in again, and left out for good. */
async function leaveOut({ page, base, axe, fits, shot }, name) {
  await page.goto(`${base}/app/outbox?leaves=tomorrow`);
  const rows = page.getByRole('listitem').filter({ hasText: 'Look after inquiries' });
  await rows.first().waitFor();
  must((await rows.count()) === 4, `${await rows.count()} letters are to come, not 4`);
  await axe();
  await fits();
  await press(page, button(rows.first(), 'Leave it out'));
  await button(rows.first(), 'Let it be written').waitFor();
  await button(rows.first(), 'Let it be written').click();
  await button(rows.first(), 'Leave it out').waitFor();
  await press(page, button(rows.first(), 'Leave it out'));
  await page.getByText('Somebody has left it out', { exact: false }).waitFor();
  await shot(name);
}

async function move({ page, base, axe }) {
  const { call } = api(page, base);
  const checked = await call('automation.check', { text: NEXT });
  const reasons = checked.problems.map(({ code, at }) => ({ code, at, reason: REASON }));
  await call('automation.publish', { text: NEXT, reasons });
  await page.goto(`${base}/app/automations/${LOOKS_AFTER}?tab=versions`);
  await press(page, button(page, 'Move runs to version 2'));
  await page.getByText('4 runs would move').waitFor();
  await axe();
  await answer(page, 'Move 4 runs');
  await page.getByText('4 runs moved to version 2').waitFor();
  const { items } = await api(page, base).get(`runs?automation=${LOOKS_AFTER}`);
  const old = items.filter(({ ended_at, version }) => !ended_at && version !== 2);
  must(old.length === 0, `some follow the old version still: ${JSON.stringify(old)}`);
}

/** Two automations that break, each with five runs that stand still, are stopped by one press. */
async function stopSeveral({ page, base, axe, fits, shot }) {
  await page.goto(`${base}/app/exceptions`);
  for (const name of [/^Choose: .*Break once/, /^Choose: .*Break again/]) {
    const box = page.getByRole('checkbox', { name });
    await box.focus();
    await page.keyboard.press('Space');
  }
  const bar = page.getByRole('region', { name: 'With the chosen ones' });
  await bar.getByText('2 chosen').waitFor();
  await axe();
  await fits();
  await shot('exceptions-chosen');
  await press(page, button(bar, 'Stop'));
  await page.getByRole('dialog').getByText('10 runs end where they stand', { exact: false }).waitFor();
  await answer(page, 'Stop 10 runs');
  await page.getByRole('checkbox', { name: /^Choose: .*Break/ }).first().waitFor({ state: 'detached' });
  const { items } = await api(page, base).get('runs?state=parked');
  must(items.length === 0, `runs stand still: ${JSON.stringify(items)}`);
}

/** Too much came: it goes on, and takes in whom it left out. */
async function afterTheFlood({ page, base, axe }) {
  await page.goto(`${base}/app/automations/${FLOODED}`);
  await page.getByText('It is paused: more came than is bearable').waitFor();
  await axe();
  await press(page, page.getByRole('alert').getByRole('button', { name: 'Go on', exact: true }));
  await answer(page, 'Go on');
  await page.getByText('2 were not taken in because too much came').waitFor();
  await press(page, button(page, 'Take them in now'));
  await answer(page, 'Take them in now');
  await page.getByText('2 taken in').waitFor();
  await passAndRest(base, 1_000);
  const { items } = await api(page, base).get(`runs?automation=${FLOODED}`);
  must(items.length === 5 && items.every(({ step }) => step === 'a_day'), `not five that wait: ${JSON.stringify(items)}`);
}

/** Everything stands still for three days; then each automation gets what was decided for it. */
async function stopAndGoOn({ page, base, axe, fits, shot }) {
  await page.goto(`${base}/app/automations`);
  await press(page, button(page, 'Stop everything'));
  await answer(page, 'Stop everything');
  await page.getByText('Everything automatic stands still').first().waitFor();
  await passAndRest(base, 3 * DAY);
  await signIn(page, base);
  await page.goto(`${base}/app/automations`);
  const due = page.getByRole('list', { name: 'What has fallen due meanwhile' });
  const choose = async (name, deal) => {
    await due.getByRole('combobox', { name: `What has fallen due of ${name}` }).click();
    await page.getByRole('option', { name: deal }).click();
  };
  await due.getByText('steps are due', { exact: false }).first().waitFor();
  await choose('Look after inquiries', 'Messages are left out');
  await choose('Count inquiries', 'Is spread over some hours');
  await page.getByRole('textbox', { name: 'Spread over so many hours' }).fill('2');
  await axe();
  await fits();
  await shot('overdue');
  await press(page, button(page, 'Go on'));
  await page.getByText('Everything automatic goes on').waitFor();
  await passAndRest(base, 1_000);
}

/** What was to be left out was, with its reason, and what was to be spread is under way for some of its hours. */
async function wasHeeded({ page, base }) {
  const { get } = api(page, base);
  const { items } = await get(`runs?automation=${LOOKS_AFTER}`);
  for (const { id, ended_at } of items.filter((run) => run.state !== 'cancelled' && !run.outcome)) {
    const { steps } = await get(`runs/${id}`);
    const letter = steps.find(({ step }) => step === 'letter');
    must(letter?.state === 'skipped' && !ended_at, `the letter of ${id} was not left out: ${JSON.stringify(steps)}`);
  }
  await passAndRest(base, HOUR);
  const spread = (await get(`runs?automation=${FLOODED}`)).items;
  const waiting = spread.filter(({ ended_at }) => !ended_at).length;
  must(waiting > 0 && waiting < 5, `after one of two hours ${waiting} of five wait: they were to be spread`);
  await passAndRest(base, HOUR + 60_000);
  const left = (await get(`runs?automation=${FLOODED}`)).items.filter(({ ended_at }) => !ended_at);
  must(left.length === 0, `after the two hours some wait still: ${JSON.stringify(left)}`);
}

async function retire({ page, base, axe }) {
  await page.goto(`${base}/app/automations/${FLOODED}`);
  await press(page, button(page, 'Retire'));
  await page.getByRole('dialog').getByText('Nobody new begins', { exact: false }).waitFor();
  await axe();
  await answer(page, 'Retire it');
  await page.getByText('Count inquiries is retired', { exact: false }).waitFor();
  const { retired } = await api(page, base).get(`automations/${FLOODED}`);
  must(retired, 'it is not retired');
}

export default async function tell(given) {
  const { page, base, mayFail, shot } = given;
  // Three days on, whoever was signed in is not any more.
  mayFail(/status of 401/);
  await signIn(page, base);
  await takeInExisting(given);
  const { items } = await api(page, base).get(`runs?automation=${LOOKS_AFTER}`);
  await takeBack(given, items[0].id);
  await leaveOut(given, 'outbox-left-out');
  await move(given);
  await stopSeveral(given);
  await afterTheFlood(given);
  await stopAndGoOn(given);
  await wasHeeded(given);
  await page.goto(`${base}/app/automations/${LOOKS_AFTER}`);
  await page.getByText('have begun since', { exact: false }).waitFor();
  await shot('automation-funnel');
  await retire(given);
}
