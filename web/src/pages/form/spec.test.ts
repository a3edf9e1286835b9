import { expect, test } from 'vitest';
import { freeId, idOf, moved, slugOf, starter, untranslated, withText } from './spec';

test('an id is made of what was asked, and is never taken twice', () => {
  expect(idOf('When shall we start?')).toBe('when_shall_we_start');
  expect(idOf('Größe in m²')).toBe('grosse_in_m2');
  expect(slugOf('Kitchen inquiry 2026')).toBe('kitchen-inquiry-2026');
  expect(freeId('field', [{ id: 'field' }, { id: 'field_2' }])).toBe('field_3');
});

test('moving past an end changes nothing', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c']);
});

test('an emptied text leaves no empty translation behind', () => {
  expect(withText({ en: 'Name', de: 'Name' }, 'de', '')).toEqual({ en: 'Name' });
});

test('a new language says how much is not translated', () => {
  const spec = starter('Contact', 'en');
  expect([untranslated(spec, 'en'), untranslated(spec, 'de')]).toEqual([0, 3]);
});
