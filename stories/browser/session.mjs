// Signing in as a person does; EMAIL and PASSWORD say who it is, in every story of somebody with an account.
const { EMAIL, PASSWORD } = process.env;

export async function signIn(page, base) {
  await page.goto(`${base}/app/sign-in`);
  await page.getByLabel('Email').fill(EMAIL);
  await page.getByLabel('Password').first().fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${base}/app/`);
}
