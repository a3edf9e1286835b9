import { expect, test } from 'vitest';
import { notAwaited, sayAccount, sayFact, sayMethod } from './words';

test('accounts, facts and methods are said in words', () => {
  expect(sayAccount('customer_credit')).toBe('Customer credit');
  expect(sayAccount('tax:1900')).toBe('Tax 19 %');
  expect(sayAccount('something')).toBe('something');
  expect(sayFact('bank_line.unmatched')).toBe('Match undone');
  expect(sayFact('refund.recorded')).toBe('Credit paid back');
  expect(sayMethod('credit_note')).toBe('Credit note');
});

test('whatever did not go back in cash is awaited on a statement', () => {
  const paid = (method: 'card' | 'cash' | 'bank_transfer', test = false) =>
    notAwaited({ state: 'recorded', test, method }) === null;
  expect([paid('card'), paid('bank_transfer'), paid('cash'), paid('card', true)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(notAwaited({ state: 'voided', test: false, method: 'card' })).toContain('voided');
});
