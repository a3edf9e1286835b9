import { expect, test } from 'vitest';
import { sayAccount, sayFact, sayMethod } from './words';

test('accounts, facts and methods are said in words', () => {
  expect(sayAccount('customer_credit')).toBe('Customer credit');
  expect(sayAccount('tax:1900')).toBe('Tax 19 %');
  expect(sayAccount('something')).toBe('something');
  expect(sayFact('bank_line.unmatched')).toBe('Match undone');
  expect(sayFact('refund.recorded')).toBe('Credit paid back');
  expect(sayMethod('credit_note')).toBe('Credit note');
});
