// Fields stand under what they speak of.
import { expect, it } from 'vitest';
import { byNoun } from './text';

const field = (path: string) => ({ path, meaning: path, sample: '' });

it('groups fields by their noun, the customer first and what is new at the end', () => {
  const paths = ['links.invoice', 'invoice.due', 'rocket.fuel', 'contact.name', 'invoice.number'];
  const groups = byNoun(paths.map(field)).map(({ head, fields }) => [head, fields.map(({ path }) => path)]);
  expect(groups).toEqual([
    ['The customer', ['contact.name']],
    ['Invoice', ['invoice.due', 'invoice.number']],
    ['Links', ['links.invoice']],
    ['Rocket', ['rocket.fuel']],
  ]);
});
