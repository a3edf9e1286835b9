import { expect, test } from 'vitest';
import { meaning } from './keys';

test('a letter soon after G goes somewhere, later or alone it is itself', () => {
  expect(meaning('c', 1000, 1500)).toBe('g c');
  expect(meaning('c', 1000, 2200)).toBe('c');
  expect(meaning('c', null, 1500)).toBe('c');
});
