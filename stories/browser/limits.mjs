// An owner raises a limit, is told what cannot be, and takes it back; the API says the same.
import { api } from './records.mjs';
import { signIn } from './session.mjs';

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

export default async function tell({ page, base, axe, fits, mayFail }) {
  // what is too low
  mayFail(/status of 422/);
  await signIn(page, base);
  const { get } = api(page, base);
  const kept = async () => JSON.stringify((await get('settings/limits')).settings);
  const field = (words) => page.getByRole('textbox', { name: words, exact: true });
  await page.goto(`${base}/app/settings`);
  await page.getByRole('link', { name: /^Limits/ }).first().click();
  const forms = field('At once: What customers send');
  must((await forms.inputValue()) === '20', 'what is usual is not shown');
  await field('Then a minute: What customers look at').fill('59');
  await forms.fill('many');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Write a whole number from 1, or nothing for the usual one.').waitFor();
  await forms.fill('50');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('write at least 60', { exact: false }).waitFor();
  await axe();
  must((await kept()) === '{}', 'what cannot be was kept');
  await field('Then a minute: What customers look at').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = page.getByRole('status').filter({ hasText: 'Limits saved' });
  await saved.waitFor();
  const raised = '{"form":{"burst":50,"per_minute":20}}';
  must((await kept()) === raised, `${await kept()} is kept, not ${raised}`);
  await fits();
  await saved.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Taken back').waitFor();
  must((await kept()) === '{}', 'it was not taken back');
  await page.waitForFunction(() => document.querySelector('[aria-label="At once: What customers send"]')?.value === '20');
}
