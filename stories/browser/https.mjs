// The program speaks https itself: a client that knows the authority believes its certificate and one that does not goes
// away; somebody signs in, with a cookie that no script reads and no plain connection carries; and who was here once comes
// back by https, whatever address they type. AUTHORITY is the file with the certificate of the authority.
import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import { signIn } from './session.mjs';

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** The answer to a client of its own mind: certificate, chain and name are checked by another library than ours. */
function asks(base, path, ca) {
  const { hostname, port } = new URL(base);
  const lookup = (_, { all }, done) => (all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4));
  return new Promise((answer, refuse) => {
    get({ hostname, port, path, ca, lookup, agent: false }, (said) => {
      const { statusCode: status, headers } = said;
      const version = said.socket.getProtocol();
      said.resume().on('end', () => answer({ status, headers, version }));
    }).on('error', refuse);
  });
}

async function isBelieved(base) {
  const ca = await readFile(process.env.AUTHORITY);
  const { status, headers, version } = await asks(base, '/app/', ca);
  must(status === 200 && ['TLSv1.2', 'TLSv1.3'].includes(version), `${status} over ${version}`);
  const lasts = Number(headers['strict-transport-security']?.match(/^max-age=(\d+)/)?.[1] ?? 0);
  must(lasts >= 365 * 86_400, `browsers are not told to stay with https: ${headers['strict-transport-security']}`);
  const stranger = await asks(base, '/app/', undefined).then(() => 'believed', ({ code }) => code);
  must(stranger === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', `without the authority it is ${stranger}`);
}

/** Only the browser holds it, only for this host, only over https. */
async function isKept(page, context, base) {
  must(await page.evaluate(() => window.isSecureContext), 'no secure context');
  const cookies = await context.cookies(base);
  const { name, secure, httpOnly, sameSite, path } = cookies[0] ?? {};
  const kept = cookies.length === 1 && name === '__Host-tl' && secure && httpOnly && sameSite === 'Lax' && path === '/';
  must(kept, `the cookie is ${JSON.stringify(cookies.map((one) => ({ ...one, value: '…' })))}`);
  must((await page.evaluate(() => document.cookie)) === '', 'a script reads the cookie');
}

/** By the plain address: a browser that was here before never says it on the wire, one that was not gets no answer. */
async function isComeBackTo({ page, browser }, base) {
  const plain = base.replace('https://', 'http://');
  await page.goto(`${plain}/app/deals`);
  must(page.url() === `${base}/app/deals`, `the browser went to ${page.url()}`);
  await page.getByRole('heading', { level: 1, name: 'Deals' }).waitFor();
  const fresh = await browser.newContext();
  const tab = await fresh.newPage();
  const got = await tab.goto(`${plain}/app/deals`).then((answer) => answer.status(), ({ message }) => message.split('\n')[0]);
  must(/net::ERR_/.test(got), `a plain question is answered: ${got}`);
  await fresh.close();
}

export default async function tell(story) {
  const { page, context, base, mayFail } = story;
  // nobody is signed in at first
  mayFail(/status of 401/);
  await isBelieved(base);
  await signIn(page, base);
  await isKept(page, context, base);
  await page.reload();
  await page.getByRole('heading', { name: 'What needs me' }).waitFor();
  await isComeBackTo(story, base);
}
