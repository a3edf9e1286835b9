// From the signature to reconciled cash: the project that opened by itself is delivered and accepted on the client's page, the
// invoice comes by mail with its PDF, and the bank's file brings the money.
import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { linkIn, mailTo } from './mailbox.mjs';
import { CUSTOMER, press } from './newcomer_sale.mjs';

const { VISITOR } = process.env;

/** 2500 less 10 %, and the option of 400 less 10 %, with 19 % tax: what the customer was shown. */
const GROSS = { shown: '3,105.90', inFile: '3105,90' };

async function work({ page, base, look }) {
  await page.goto(`${base}/app/projects`);
  await page.getByRole('link', { name: 'A painted ship' }).first().click();
  await page.getByRole('heading', { name: 'A painted ship' }).waitFor();
  await look('project');
  await press(page, 'Deliver');
  await page.getByText('Delivered', { exact: true }).first().waitFor();
}

async function accept({ phone, look }) {
  const page = await phone();
  await page.goto(linkIn(await mailTo(VISITOR, 'Ready for you'), '/d/'));
  await look('client', page);
  for (const box of await page.locator('form[action$="/brief"] textarea').all()) await box.fill('A dry ship by spring.');
  await press(page, 'Save answers');
  await page.getByText('Saved. Thank you.').waitFor();
  await page.getByLabel('Your name').first().fill(CUSTOMER);
  await press(page, 'I accept this step');
  await page.getByText('We have recorded that you accept this step').waitFor();
  await look('client-accepted', page);
  await page.context().close();
}

/** The number that the mail names, printed on its PDF with the amount; the page behind its link says where to pay. */
async function invoice({ phone, look }) {
  const { text, subject, pdf } = await mailTo(VISITOR, 'INV-');
  const number = `${subject}\n${text}`.match(/INV-\d{4}-\d{4}/)[0];
  if (!pdf?.subarray(0, 5).equals(Buffer.from('%PDF-'))) throw new Error(`no PDF with the mail of ${number}`);
  const printed = await readPdf(pdf);
  for (const word of printed ? [number, GROSS.shown, CUSTOMER, 'DE89', 'A painted ship'] : []) {
    if (!printed.includes(word)) throw new Error(`the PDF does not say ${word}:\n${printed}`);
  }
  const page = await phone();
  await page.goto(linkIn({ text }, '/i/'));
  await page.getByText(GROSS.shown).first().waitFor();
  await look('invoice-page', page);
  await page.context().close();
  return number;
}

/** Its text, where a reader of PDF is installed. */
async function readPdf(bytes) {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughline-story-'));
  const file = path.join(folder, 'invoice.pdf');
  await writeFile(file, bytes);
  try {
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return '';
  }
}

async function bank({ page, base, look }, number) {
  await page.goto(`${base}/app/bank`);
  await press(page, 'Import statement');
  const today = new Date().toLocaleDateString('de-DE', { day: '2-digit', month: '2-digit', year: 'numeric' });
  const rows = ['Buchungstag;Name;Verwendungszweck;Betrag;Waehrung', `${today};${CUSTOMER};Rechnung ${number};${GROSS.inFile};EUR`];
  const buffer = Buffer.from(`${rows.join('\r\n')}\r\n`, 'latin1');
  await page.locator('input[type=file]').setInputFiles({ name: 'umsaetze.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('dialog').getByText(number, { exact: false }).first().waitFor();
  await page.getByRole('combobox', { name: 'Your account' }).fill('DE89370400440532013000');
  await page.getByText('How the file is read').click();
  await look('import');
  await press(page, 'Import 1 new line');
  await page.getByText(/1 new line, 1 matched by/).waitFor();
  await page.goto(`${base}/app/bank?state=matched`);
  await page.getByText('Matched by itself', { exact: false }).first().waitFor();
  await look('matched');
}

/** The line has it all, and nothing is asked of anybody that is done. */
async function arrived({ page, base, look }, number) {
  await page.goto(`${base}/app/invoices`);
  await page.getByRole('row').filter({ hasText: number }).getByText('Paid').waitFor();
  await look('invoices');
  await page.goto(`${base}/app/`);
  await page.getByRole('heading', { name: 'What needs me' }).waitFor();
  await page.getByText(`€${GROSS.shown} arrived in the last 30 days`).waitFor();
  await look('home');
}

export async function cashIn(story) {
  await work(story);
  await accept(story);
  const number = await invoice(story);
  await bank(story, number);
  await arrived(story, number);
}
