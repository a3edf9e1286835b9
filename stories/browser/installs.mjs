// P20, O6: the app installs on a phone, a push is shown there, and what it leads to is seen by being opened. The bell,
// the rules, the health page and the list stand on a desk and a phone without a fault.
import { signIn } from './session.mjs';

function must(holds, words) {
  if (!holds) throw new Error(words);
}

/** What a browser asks of an app before it offers to install it. */
async function installs(page, base) {
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const answer = await page.request.get(`${base}${href}`);
  must(answer.ok() && answer.headers()['content-type'].includes('manifest+json'), 'the manifest is served as one');
  const manifest = await answer.json();
  must(manifest.display === 'standalone' && manifest.start_url === '/app/', 'it opens as an app of its own');
  for (const icon of manifest.icons) {
    const bytes = await page.request.get(`${base}${icon.src}`);
    must(bytes.ok() && bytes.headers()['content-type'] === icon.type, `${icon.src} is there`);
  }
  const sizes = manifest.icons.map(({ sizes: size, purpose }) => `${size} ${purpose ?? 'any'}`);
  for (const needed of ['192x192 any', '512x512 any', '512x512 maskable']) must(sizes.includes(needed), `an icon ${needed}`);
  const state = await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  must(['activating', 'activated'].includes(state), `the service worker is ${state}`);
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors = [] } = await session.send('Page.getInstallabilityErrors');
  // A window without a profile to install into is no fault of ours.
  const ours = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  must(ours.length === 0, `it does not install: ${JSON.stringify(ours)}`);
}

/** A push as the browser's own service hands it over, and what the phone shows then. */
async function shows(page, base, said) {
  const session = await page.context().newCDPSession(page);
  const found = new Promise((answer) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const one = registrations.find(({ scopeURL }) => scopeURL === `${base}/app/`);
      if (one) answer(one.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await found;
  await session.send('ServiceWorker.deliverPushMessage', { origin: base, registrationId, data: JSON.stringify(said) });
  // Seen and read in one look: a busy browser may put the same one up anew in between.
  const shown = await page.waitForFunction(async () => {
    const [one] = await (await navigator.serviceWorker.ready).getNotifications();
    return one && { title: one.title, body: one.body, tag: one.tag, path: one.data.path, stays: one.requireInteraction };
  });
  return shown.jsonValue();
}

export default async function tell({ page, context, base, axe, fits, shot, mayFail }) {
  mayFail(/status of 401/);
  await context.grantPermissions(['notifications'], { origin: base });
  await signIn(page, base);
  await installs(page, base);

  // The machine it runs on may have a word of its own to say.
  const bell = page.getByRole('button', { name: /^Notifications, \d+ new$/ });
  await bell.waitFor();
  await bell.focus();
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'The newest' });
  const link = list.getByRole('link', { name: 'A lead was not called within an hour' });
  await link.waitFor();
  await axe();
  const path = await link.getAttribute('href');
  await link.focus();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });

  const said = { id: 'n1', title: 'A lead was not called within an hour', text: 'It is yours.', path, urgent: true };
  const shown = await shows(page, base, said);
  must(shown.title === said.title && shown.body === said.text, `the phone shows ${JSON.stringify(shown)}`);
  must(shown.path === path && shown.tag === 'n1' && shown.stays, `and leads there: ${JSON.stringify(shown)}`);

  await page.goto(`${base}${path}`);
  await page.getByRole('heading', { level: 1, name: said.title }).waitFor();
  await axe();

  await page.goto(`${base}/app/settings/notifications`);
  await page.getByText('There is no SMS connection yet', { exact: false }).or(page.getByText('there is no SMS connection yet', { exact: false })).first().waitFor();
  await page.getByRole('button', { name: 'Switch push on here' }).waitFor();
  await page.getByRole('combobox', { name: 'Mail about what is not urgent' }).click();
  await page.getByRole('option', { name: 'Each at once' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved').waitFor();
  for (const at of ['/app/settings/notifications', '/app/notifications', '/app/health', '/app/exceptions']) {
    await page.goto(`${base}${at}`);
    await page.locator('main h1').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('main .mantine-Skeleton-root'));
    // A colour that still fades has no contrast to speak of.
    await page.waitForTimeout(500);
    await axe();
    await fits();
    await shot(`attention${at.replaceAll('/', '-')}`);
  }
}
