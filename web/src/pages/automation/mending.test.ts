import { describe, expect, it } from 'vitest';
import { Catalogue, type CatalogueView } from './editor/catalogue';
import { empty, type Step } from './editor/document';
import { editable, goesOnAt, inputOf, isPerson, retyped } from './mending';
import type { StepView, WholeRun } from './shapes';

const catalogue = new Catalogue({
  facts: [],
  subjects: [],
  verbs: [],
  roles: [],
  users: [],
  templates: [],
  groups: [],
} as CatalogueView);

const step = (name: string, input: unknown) => ({ step: name, visit: 1, input }) as StepView;
const run = (at: string, steps: StepView[]) => ({ step: at, steps }) as WholeRun;

describe('a stuck run', () => {
  it('is mended from the input it was tried with last', () => {
    const stuck = run('call', [
      step('wait', null),
      step('call', { title: 'A' }),
      step('call', { title: 'B' }),
    ]);
    expect(inputOf(stuck)).toEqual({ title: 'B' });
    expect(inputOf(run('call', []))).toEqual({});
  });

  it('keeps what nobody touched, and reads the rest by what it was', () => {
    const input = {
      title: 'Call',
      fee: { minor: 1_000, currency: 'EUR' },
      count: 3,
      tags: ['a'],
      pinned: { en: 'x' },
    };
    expect(editable(input)).toEqual(['title', 'fee', 'count', 'tags']);
    expect(retyped(input, { title: '12', fee: '12.50', count: '4', tags: '["a"]' })).toEqual({
      title: '12',
      fee: { minor: 1_250, currency: 'EUR' },
      count: 4,
      tags: ['a'],
      pinned: { en: 'x' },
    });
    expect(retyped({ fee: input.fee }, { fee: 'much' })).toEqual({ fee: 'much' });
  });

  it('knows where somebody who works here is asked for', () => {
    const schema = {
      properties: { owner: { anyOf: [{ $ref: '#/$defs/U' }, { type: 'null' }] }, title: { type: 'string' } },
      $defs: { U: { type: 'string', pattern: '^user_[0-9a-z]{26}$' } },
    };
    expect(isPerson(schema, 'owner')).toBe(true);
    expect(isPerson(schema, 'title')).toBe(false);
    expect(isPerson(undefined, 'owner')).toBe(false);
  });

  it('goes on at any other step of its text, those of rounds too, by what they do', () => {
    const inner: Step = { id: 'rest', wait: { hours: 2 } };
    const steps: Step[] = [
      { id: 'call', do: 'task.create' },
      { id: 'rounds', repeat: { times: 3, steps: [inner] } },
      { id: 'over', end: 'done' },
    ];
    const found = goesOnAt(run('call', []), { ...empty('sales'), steps }, catalogue);
    expect(found.map(({ value }) => value)).toEqual(['rounds', 'rest', 'over']);
    expect(found[1]?.label).toBe('3. Wait 2 hours (rest)');
  });

  it('names the steps it was at where its text cannot be read', () => {
    const found = goesOnAt(run('call', [step('a_day', null), step('call', {})]), undefined, catalogue);
    expect(found).toEqual([{ value: 'a_day', label: 'A day' }]);
  });
});
