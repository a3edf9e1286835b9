// What a preset becomes: the connection that is added, and what is sent by it.
import { expect, it } from 'vitest';
import { PRESETS, checkTyped, presetOf, toConnection, toForm, toGateway } from './sms';

const wrong = (found: Record<string, string | null>) => Object.keys(found).filter((path) => found[path]);

it('knows where each gateway wants number and words', () => {
  for (const { label, fields, method, format } of PRESETS) {
    const written = JSON.stringify(fields);
    expect([label, written.includes('{to}'), written.includes('{text}')]).toEqual([label, true, true]);
    const nested = Object.values(fields as object).some((field) => typeof field === 'object');
    expect([label, nested && (format === 'form' || method === 'GET')]).toEqual([label, false]);
  }
});

it('puts the account of Twilio into the path and before the token', () => {
  const typed = { ...toForm(null, presetOf('twilio')), account: ' AC1 ', secret: 't', sender: '+1555' };
  expect(wrong(checkTyped(typed))).toEqual([]);
  expect(toConnection(typed)).toEqual({
    name: 'sms',
    base_url: 'https://api.twilio.com',
    auth: 'basic',
    auth_name: 'AC1',
    secret: 't',
  });
  expect(toGateway(typed, 'c').path).toBe('/2010-04-01/Accounts/AC1/Messages.json');
});

it('sends the key of Bird with its scheme, and asks for the ids in the path', () => {
  const typed = { ...toForm(null, presetOf('bird')), secret: 'k' };
  expect(toConnection(typed)).toMatchObject({ auth_name: 'Authorization', secret: 'AccessKey k' });
  expect(wrong(checkTyped(typed))).toEqual(['path']);
  const path = '/workspaces/w1/channels/c1/messages';
  expect(wrong(checkTyped({ ...typed, path }))).toEqual([]);
});

it('shows a kept gateway as it is and gives the same back', () => {
  const seven = toGateway({ ...toForm(null, presetOf('seven')), sender: 'Biz' }, 'c1');
  expect(seven.yes).toEqual({ at: '/success', is: '100' });
  expect(toGateway(toForm(seven), 'c1')).toEqual(seven);
  expect(wrong(checkTyped({ ...toForm(seven), fields: '{' }))).toEqual(['fields']);
});
