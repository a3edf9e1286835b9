import { expect, test } from 'vitest';
import { checkTyped, sayWaiting, standOf, toAdd, toChange, toForm, type Connection } from './connections';

const shop: Connection = {
  id: 'connection_1',
  rv: 3,
  name: 'shop',
  base_url: 'https://api.shop.example',
  auth: 'bearer',
  auth_name: null,
  has_secret: true,
  inside: false,
  idempotent: false,
  calls_per_second: 10,
  paused: false,
  health: 'ok',
  since: null,
  until: null,
  why: null,
  waiting: 0,
  callers: [],
};

test('how it stands is one word, and a pause comes before trouble', () => {
  expect(standOf(shop).label).toBe('Working');
  expect(standOf(shop, false).label).toBe('The test failed');
  expect(standOf({ ...shop, health: 'open' }).label).toBe('Rests after failures');
  expect(standOf({ ...shop, health: 'auth_failed' }).tone).toBe('bad');
  expect(standOf({ ...shop, health: 'open', paused: true }).label).toBe('Paused');
  expect([sayWaiting(0), sayWaiting(1), sayWaiting(12)]).toEqual(['', '1 call waits', '12 calls wait']);
});

test('a secret that is not typed is not sent, and only what changed is', () => {
  const typed = toForm(shop);
  expect(typed.secret).toBe('');
  expect(toChange(shop, typed)).toBeNull();
  expect(toChange(shop, { ...typed, base_url: 'https://b.shop.example ' })).toEqual({
    connection: 'connection_1',
    base_url: 'https://b.shop.example',
  });
  expect(toChange(shop, { ...typed, secret: 'new' })).toEqual({ connection: 'connection_1', secret: 'new' });
});

test('what it knows us by is asked for as it needs it', () => {
  const typed = { ...toForm(null), name: 'shop', base_url: 'https://x.example' };
  const wrong = (more: object, known: Connection | null = null) =>
    Object.entries(checkTyped({ ...typed, ...more }, known)).flatMap(([field, why]) => (why ? [field] : []));
  expect(wrong({})).toEqual(['secret']);
  expect(wrong({}, shop)).toEqual([]);
  expect(wrong({ auth: 'basic' }, shop)).toEqual(['auth_name', 'secret']);
  expect(wrong({ auth: 'none' })).toEqual([]);
  expect(wrong({ auth: 'none', name: 'My Shop' })).toEqual(['name']);
  expect(toAdd({ ...typed, auth: 'none', secret: 'left over' })).not.toHaveProperty('secret');
});
