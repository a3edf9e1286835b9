// Blocks are read from a text and written back without a letter lost.
import { expect, it } from 'vitest';
import { fresh, moved, read, withFallback, write } from './blocks';

const TEXT = `# News for {contact.first_name|you}

Hello **{contact.first_name|there}**,
a second line

- one
- two

[See it]({links.invoice})

---

{links.logo}

[a](https://x.test) and more`;

it('reads what each block is and writes the same text', () => {
  const blocks = read(TEXT);
  expect(blocks.map(({ kind }) => kind)).toEqual([
    'heading',
    'text',
    'text',
    'button',
    'divider',
    'logo',
    'text',
  ]);
  expect(blocks[3]).toMatchObject({ words: 'See it', url: '{links.invoice}' });
  expect(write(blocks)).toBe(TEXT);
});

it('ends a heading with its line', () => {
  expect(read('intro\n## Terms\nwords').map(({ kind, words }) => [kind, words])).toEqual([
    ['text', 'intro'],
    ['heading', 'Terms'],
    ['text', 'words'],
  ]);
});

it('keeps an unfinished button and drops an empty block', () => {
  const button = { ...fresh('button', 'Pay [now]'), url: '' };
  expect(write([button, fresh('text'), fresh('heading')])).toBe('[Pay now]()');
  expect(read('[Pay now]()')[0]?.kind).toBe('text');
});

it('moves a block, but not beyond the ends', () => {
  const [a, b] = [fresh('text', 'a'), fresh('text', 'b')];
  expect(moved([a, b], 0, 1)).toEqual([b, a]);
  expect(moved([a, b], 0, -1)).toEqual([a, b]);
});

it('gives a field a word for the case that nothing is known', () => {
  const text = '{contact.name} {contact.name|you} {contact.name}';
  expect(withFallback(text, 'contact.name', 'there')).toBe(
    '{contact.name|there} {contact.name|you} {contact.name|there}',
  );
});
