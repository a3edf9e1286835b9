// A mail is shown in the light it is asked for, whatever the machine prefers.
import { expect, it } from 'vitest';
import { framed } from './shown';

const HTML =
  '<meta content="light dark"><style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){a{}}</style>';

it('is dark when asked, and its styles carry the nonce of the page', () => {
  expect(framed(HTML, true, 'n1')).toBe(
    '<meta content="dark"><style nonce="n1">:root{color-scheme:dark}@media all{a{}}</style>',
  );
});

it('is light when asked', () => {
  expect(framed(HTML, false, 'n1')).toContain('color-scheme:light}@media not all{');
});
