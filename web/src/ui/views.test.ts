import { expect, test } from 'vitest';
import { addressOf, isShown, understood } from './views';

const NAMES = ['state', 'owner', 'q', 'sort'];
const OFFERS = { state: ['open', 'declined'] };

test('a view opens with what the list still understands, and the rest is named', () => {
  const saved = { state: 'open', region: 'north', q: 'roof' };
  expect(understood(saved, NAMES, OFFERS)).toEqual({ query: { state: 'open', q: 'roof' }, lost: ['region'] });
  expect(understood({ state: 'parked', owner: 'user_1' }, NAMES, OFFERS)).toEqual({
    query: { owner: 'user_1' },
    lost: ['state'],
  });
  expect(understood({ state: 'parked' }, NAMES)).toEqual({ query: { state: 'parked' }, lost: [] });
});

test('its address takes out what it does not name', () => {
  expect(addressOf({ state: 'open' }, NAMES)).toEqual({ state: 'open', owner: null, q: null, sort: null });
});

test('it is on screen when every filter is as it was saved', () => {
  expect(isShown({ state: 'open' }, { state: 'open' }, NAMES)).toBe(true);
  expect(isShown({ state: 'open' }, { state: 'open', sort: '-owner' }, NAMES)).toBe(false);
  expect(isShown({ state: 'open', q: 'x' }, { state: 'open' }, NAMES)).toBe(false);
});
