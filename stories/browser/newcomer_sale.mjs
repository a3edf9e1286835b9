// The newcomer's first sale: qualified, offered with an option and a discount, chosen and signed by the customer on a
// phone with the code from their mailbox. Every control is found by its visible text.
import { linkIn, mailTo } from './mailbox.mjs';

const { VISITOR } = process.env;
export const CUSTOMER = 'Grace Hopper';

export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const within = (page, region) => page.getByRole('region', { name: region, exact: true });

async function qualify({ page, look }) {
  await press(page, 'Qualify');
  await page.getByText('Qualified: a deal is open').first().waitFor();
  await page.getByRole('link', { name: 'Its deal' }).click();
  await look('deal');
  await press(page, 'New proposal');
  await page.getByText('Before it can be sent').waitFor();
}

async function line(page, at, words) {
  const row = within(page, `Line ${at}`);
  for (const [label, text] of Object.entries(words)) await row.getByLabel(label, { exact: true }).fill(text);
  return row;
}

async function offer({ page, look }) {
  await page.getByLabel('Title', { exact: true }).fill('A painted ship');
  await press(page, 'Add a line');
  await line(page, 1, { What: 'Painting one ship', Quantity: '1', Unit: 'ship', 'Price in EUR': '2500' });
  await press(page, 'Add a line');
  const option = await line(page, 2, { What: 'Gold letters', Quantity: '1', Unit: 'piece', 'Price in EUR': '400' });
  await option.getByLabel('The customer may leave it out').check();
  await option.getByLabel('Chosen beforehand').uncheck();
  await page.getByLabel('Discount over all, in %').fill('10');
  await page.getByLabel('Why', { exact: true }).fill('First order');
  await page.getByText('The draft is kept').waitFor();
  await look('draft');
  await press(page, 'Send');
  await page.getByText('The proposal is on its way').waitFor();
  await look('sent');
}

/** On a phone of their own, from the link in the mail to the signature. */
async function buy({ phone, look }) {
  const page = await phone();
  await page.goto(linkIn(await mailTo(VISITOR, 'A painted ship'), '/p/'));
  await look('offer', page);
  await page.getByLabel('Gold letters', { exact: false }).check();
  await press(page, 'Go on to accept');
  await page.getByLabel('Your name').fill(CUSTOMER);
  await page.getByLabel('Street and number').fill('Gartenstr. 5');
  await page.getByLabel('Postal code').fill('10117');
  await page.getByLabel('Town').fill('Berlin');
  await page.getByLabel('Country').selectOption({ label: 'Deutschland' });
  await look('accept', page);
  await press(page, 'Go on to sign');
  await press(page, 'Send me the code');
  const { text } = await mailTo(VISITOR, 'here is your code');
  await page.getByLabel('Code from the email').fill(text.match(/\b\d{6}\b/)[0]);
  await page.getByLabel('Your name').fill(CUSTOMER);
  await page.getByLabel('I agree to sign electronically').check();
  await look('sign', page);
  await press(page, 'Sign with binding effect');
  await page.getByText('Signed by').waitFor();
  await look('signed', page);
  await page.context().close();
}

export async function sell(story) {
  await qualify(story);
  await offer(story);
  await buy(story);
}
