import { expect, test } from 'vitest';
import { safeReturn } from './safeReturn';

test('signing in never leads to another site', () => {
  expect(
    ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:1', '', undefined].map(
      safeReturn,
    ),
  ).toEqual(['/', '/', '/', '/', '/', '/']);
});

test('it leads back to where the person was, but not to signing in again', () => {
  expect(safeReturn('/leads?state=open')).toBe('/leads?state=open');
  expect(safeReturn('/sign-in?return=%2F')).toBe('/');
});
