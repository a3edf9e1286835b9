import { expect, test } from 'vitest';
import { concerns, nounOfId, nounOfPath } from './nouns';

const lead = (end: string) => `lead_${end.padStart(26, '0')}`;
const contact = (end: string) => `contact_${end.padStart(26, '0')}`;

test('the noun of a path is its first part in the singular', () => {
  expect(nounOfPath('/leads')).toBe('lead');
  expect(nounOfPath(`/companies/company_1`)).toBe('company');
  expect(nounOfPath('/bank_lines/count')).toBe('bank_line');
  expect(nounOfId('bank_line_01')).toBe('bank_line');
});

test('a change of a lead refreshes lists of leads and nothing else', () => {
  const change = { kind: 'lead.captured', subject: lead('1') };
  expect(concerns(['lead'], '/leads', change)).toBe(true);
  expect(concerns(['template'], '/templates', change)).toBe(false);
});

test('a change of one lead does not refresh the page of another', () => {
  const change = { kind: 'lead.closed', subject: lead('1') };
  expect(concerns(['lead'], `/leads/${lead('1')}`, change)).toBe(true);
  expect(concerns(['lead'], `/leads/${lead('2')}`, change)).toBe(false);
});

test('the page of a contact that shows their leads hears of a lead', () => {
  const change = { kind: 'lead.captured', subject: lead('1') };
  expect(concerns(['contact', 'lead'], `/contacts/${contact('7')}`, change)).toBe(true);
});

test('a screen that speaks of everything hears everything', () => {
  expect(concerns(['line', '*'], '/line', { kind: 'payment.recorded', subject: null })).toBe(true);
});

test('our own command has no subject and refreshes its noun', () => {
  expect(concerns(['lead'], `/leads/${lead('2')}`, { kind: 'lead.close' })).toBe(true);
});
