import { expect, test } from 'vitest';
import { Problem, fieldErrors, pathOf, problemOf } from './problem';

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });

test('a pointer becomes the path of a form field', () => {
  expect(pathOf('/address/street')).toBe('address.street');
  expect(pathOf('/tax_rates/0/basis_points')).toBe('tax_rates.0.basis_points');
  expect(pathOf('#/a~1b/c~0d')).toBe('a/b.c~d');
  expect(pathOf('')).toBe('');
});

test('errors stand at the field the form knows, two on one field in one text', () => {
  const problem = new Problem({
    errors: [
      { pointer: '/tax_rates/1/basis_points', code: 'range', detail: 'Too much.' },
      { pointer: '/email', code: 'syntax', detail: 'No @.' },
      { pointer: '/email', code: 'taken', detail: 'Taken.' },
    ],
  });
  const place = (path: string) => path.replace('basis_points', 'percent');
  expect(fieldErrors(problem, place)).toEqual({
    'tax_rates.1.percent': 'Too much.',
    'email': 'No @. Taken.',
  });
});

test('the words of the server are kept', async () => {
  const problem = await problemOf(
    json(409, { code: 'lead.closed', title: 'Closed', detail: 'Reopen it.', ref: 'K7' }),
  );
  expect([problem.code, problem.status, problem.sentence, problem.ref]).toEqual([
    'lead.closed',
    409,
    'Reopen it.',
    'K7',
  ]);
});

test('an answer that is no problem document still becomes a sentence', async () => {
  const page = await problemOf(
    new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } }),
  );
  expect([page.status, page.title]).toEqual([502, 'The server answered 502']);
  const broken = new Response('{', { status: 500, headers: { 'content-type': 'application/json' } });
  expect((await problemOf(broken)).code).toBe('unreadable');
});
