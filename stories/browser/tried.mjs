// Somebody changes a published automation and publishes nothing: the changed words and the longer wait are tried with a
// contact and rehearsed over the days that were, from the editor, and what is published still says the old ones.
import { signIn } from './session.mjs';

const { AUTOMATION, OLD, NEW, OLD_DAYS, NEW_DAYS } = process.env;
const DAY = 86_400_000;

async function change(page, { axe, fits }) {
  const kept = () => page.getByText('Kept as a draft.').waitFor();
  await page.getByRole('button', { name: new RegExp(`^Wait ${OLD_DAYS} days`) }).click();
  const long = page.getByRole('textbox', { name: 'How long' });
  // whoever empties a field to write another number into it finds it empty, and there
  await long.fill('');
  await page.getByText('Write a whole number, 1 or more').waitFor();
  if ((await long.inputValue()) !== '') throw new Error(`emptied, it says ${await long.inputValue()}`);
  await long.pressSequentially(NEW_DAYS);
  await kept();
  await page.getByRole('button', { name: /^Send the message/ }).click();
  await page.getByText(/^More about it/).click();
  const words = page.getByRole('textbox', { name: 'Text', exact: true });
  if ((await words.inputValue()) !== OLD) throw new Error(`the letter says: ${await words.inputValue()}`);
  await words.fill(NEW);
  await page.getByText('It can be published.', { exact: false }).first().waitFor();
  await kept();
  await axe();
  await fits();
}

/** What would happen with Grace: the letter, and how many days it waits for. */
async function tries(page, within) {
  await within.getByRole('combobox', { name: 'Which contact' }).fill('Grace');
  await page.getByRole('option', { name: /^Grace Hopper/ }).click();
  await within.getByRole('button', { name: 'Show what would happen' }).click();
  const lived = within.getByRole('list', { name: 'What would happen' });
  const wait = lived.getByRole('listitem').filter({ hasText: 'Waits for a time.' });
  await wait.waitFor();
  const [from, until] = await wait.locator('time').evaluateAll((all) => all.map((time) => Date.parse(time.dateTime)));
  return { says: await lived.innerText(), days: (until - from) / DAY };
}

function comes(what, { says, days }, words, other, wanted) {
  if (!says.includes(words) || says.includes(other)) throw new Error(`${what} does not say “${words}”:\n${says}`);
  if (days !== Number(wanted)) throw new Error(`${what} waits ${days} days, not ${wanted}`);
}

async function reads(letter, words) {
  await letter.getByRole('button', { name: 'Read it' }).click();
  await letter.getByText(words).waitFor();
}

async function rehearses(page, { axe, shot }) {
  await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rehearse', exact: true }).click();
  const against = page.getByText('messages more than the published version would have', { exact: false });
  await against.waitFor();
  // on another day than the published one's
  if (!/^1 messages more .* 1 fewer, 0 the same/.test(await against.innerText())) throw new Error(await against.innerText());
  const letters = page.getByRole('listitem').filter({ hasText: 'step letter' });
  if ((await letters.count()) !== 2) throw new Error(`letters: ${await letters.allInnerTexts()}`);
  await reads(letters.filter({ hasText: 'Would leave' }), NEW);
  if (await page.getByText(OLD).count()) throw new Error('the rehearsal says the published words');
  await reads(letters.filter({ hasText: 'Only as published' }), OLD);
  await axe();
  await shot('automation-rehearsed-change');
  await page.getByRole('link', { name: 'Back to the draft' }).click();
  await page.getByText(/^Draft by /).first().waitFor();
}

export default async function tell({ page, base, ...help }) {
  await signIn(page, base);
  await page.goto(`${base}/app/automations/${AUTOMATION}?tab=edit`);
  await change(page, help);
  await page.getByRole('button', { name: 'Try with a contact', exact: true }).click();
  const dialog = page.getByRole('dialog');
  comes('the draft', await tries(page, dialog), NEW, OLD, NEW_DAYS);
  await help.axe();
  await help.shot('automation-tried-change');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await rehearses(page, help);
  await page.getByRole('tab', { name: 'Try' }).click();
  comes('what is published', await tries(page, page.getByRole('tabpanel')), OLD, NEW, OLD_DAYS);
}
