import { expect, test } from 'vitest';
import { checkMail, toMailChange, toMailForm, type MailView } from './mail';

const KEPT: MailView = {
  rv: 1,
  set_up: true,
  from_name: null,
  from_address: 'hello@biz.test',
  reply_to: null,
  host: 'mail.biz.test',
  port: 465,
  security: 'tls',
  user: null,
  password_at: null,
  ca_pem: null,
  hello_name: null,
  bounce_domain: null,
  pace: null,
  dkim: { made: [], signing: [] },
  trouble: null,
};

test('a pace is a number and its stretch, and none where nothing is typed', () => {
  const form = toMailForm(KEPT);
  expect([form.messages, form.per]).toEqual(['', 'hour']);
  expect(toMailChange(form)).toMatchObject({ pace: null, host: 'mail.biz.test', port: 465 });
  expect(toMailChange(form)).not.toHaveProperty('messages');
  const paced = { ...KEPT, pace: { messages: 300, per: 'minute' as const } };
  expect(toMailChange(toMailForm(paced))['pace']).toEqual({ messages: 300, per: 'minute' });
  expect(checkMail({ ...form, messages: '300' })['messages']).toBeNull();
  for (const messages of ['0', 'many', '-1', '1.5', '1234567'])
    expect(checkMail({ ...form, messages })['messages']).toContain('like 300');
});
