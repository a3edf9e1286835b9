import { afterEach, expect, test, vi } from 'vitest';
import { call, takeBack } from './call';
import { onExpired, send } from './http';
import { Problem } from './problem';

type Sent = { url: string; init: RequestInit & { headers: Headers } };

function server(status: number, body: unknown): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', (url: string, init: Sent['init']) => {
    sent.push({ url, init });
    const headers = { 'content-type': 'application/json' };
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
  });
  return sent;
}
afterEach(() => vi.unstubAllGlobals());

test('a verb is posted with its key, version and the header no foreign form can send', async () => {
  const sent = server(200, { answer: { id: 'lead_1' }, undo: null });
  const done = await call<{ id: string }>('lead.close', { lead: 'lead_1' }, { ifMatch: 7 });
  expect(done.answer.id).toBe('lead_1');
  expect(sent[0]?.url).toBe('/api/v1/call/lead.close');
  const { headers, body } = sent[0]!.init;
  expect(headers.get('x-requested-with')).toBe('app');
  expect(headers.get('if-match')).toBe('"7"');
  expect(headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/);
  expect(body).toBe('{"lead":"lead_1"}');
});

test('two calls never share a key', async () => {
  const sent = server(200, { answer: null, undo: null });
  await call('lead.close');
  await call('lead.close');
  const keys = sent.map(({ init }) => init.headers.get('idempotency-key'));
  expect(new Set(keys).size).toBe(2);
});

test('undo calls the verb the server named with the body it gave', async () => {
  const sent = server(200, { answer: null, undo: null });
  await takeBack({ verb: 'lead.reopen', body: { lead: 'lead_1' } });
  expect([sent[0]?.url, sent[0]?.init.body]).toEqual(['/api/v1/call/lead.reopen', '{"lead":"lead_1"}']);
});

test('a refusal is thrown as a problem', async () => {
  server(409, { code: 'lead.closed', title: 'Closed', detail: 'Reopen it first.' });
  await expect(call('lead.win')).rejects.toMatchObject({ code: 'lead.closed', status: 409 });
});

test('no answer at all says that nothing was changed', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
  const problem = await send('GET', '/leads').catch((cause: unknown) => cause);
  expect(problem).toBeInstanceOf(Problem);
  expect((problem as Problem).code).toBe('unreachable');
});

test('a lost session is told once the server says so, but not while signing in', async () => {
  const told = vi.fn();
  onExpired(told);
  server(401, { code: 'signed_out', title: 'Sign in' });
  await send('POST', '/sessions', { body: {} }).catch(() => undefined);
  await send('GET', '/session').catch(() => undefined);
  expect(told).not.toHaveBeenCalled();
  await send('GET', '/leads').catch(() => undefined);
  expect(told).toHaveBeenCalledOnce();
});

test('a query leaves out what is empty', async () => {
  const sent = server(200, {});
  await send('GET', '/leads', { query: { q: 'a b', state: '', after: undefined, limit: 100 } });
  expect(sent[0]?.url).toBe('/api/v1/leads?q=a+b&limit=100');
});
