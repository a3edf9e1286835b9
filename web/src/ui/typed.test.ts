// A number field somebody empties to write another number into it.
import { expect, test } from 'vitest';
import { shownOf, type Reading, type Typed } from './typed';
import { askWhole, readWhole, whole } from './whole';

/** A field as it is typed into, and the value behind it. */
function field<Text, Value>(value: Value, reading: Reading<Text, Value>) {
  let typed: Typed<Text, Value> | null = null;
  let stands = value;
  return {
    type(text: Text) {
      stands = reading.read(text, stands);
      typed = { text, beside: stands };
    },
    become: (next: Value) => (stands = next),
    shows: () => shownOf(typed, stands, reading),
    value: () => stands,
  };
}

test('an emptied number stays empty, and what was written stands until the next number', () => {
  const most = field(10, whole(1, 9999, true));
  expect(most.shows()).toBe(10);
  most.type('');
  expect([most.shows(), most.value()]).toEqual(['', 10]);
  most.type(5);
  expect([most.shows(), most.value()]).toEqual([5, 5]);
});

test('a number that need not be there says nothing when it is emptied, and is not zero', () => {
  const most = field(10, whole(1, 9999, false));
  most.type('');
  expect([most.shows(), most.value()]).toEqual(['', undefined]);
  most.type('-');
  expect([most.shows(), most.value()]).toEqual(['-', undefined]);
  most.type(7);
  most.type(0);
  expect([most.shows(), most.value()]).toEqual([0, 7]);
});

test('what is out of bounds is shown and not written', () => {
  const most = field(10, whole(1, 9999, true));
  for (const text of [0, 10_000, '1.5', '-']) {
    most.type(text);
    expect([most.shows(), most.value()]).toEqual([text, 10]);
  }
  most.type('007');
  expect(most.value()).toBe(7);
});

test('what is taken back elsewhere is shown, not the words over it', () => {
  const most = field(10, whole(1, 9999, true));
  most.type('');
  most.become(3);
  expect(most.shows()).toBe(3);
});

test('a whole number is read as one, and nothing else is', () => {
  expect(readWhole('', 0, 9)).toBeUndefined();
  expect(readWhole('0', 0, 9)).toBe(0);
  expect(readWhole(9, 1, 9)).toBe(9);
  expect(readWhole('12e', 1, 99)).toBeUndefined();
});

test('a field says what to write in it', () => {
  expect(askWhole(3, 1, 9999)).toBeUndefined();
  expect(askWhole('', 1, 9999)).toBe('Write a whole number, 1 or more');
  expect(askWhole('', 1, 9999, false)).toBeUndefined();
  expect(askWhole(0, 1, 9999)).toBe('Write a whole number, 1 or more');
  expect(askWhole(10_000, 1, 9999)).toBe('Write 9,999 or less');
});
