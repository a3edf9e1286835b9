import { describe, expect, it } from 'vitest';
import { said, shapeOf } from './values';

const USER = 'user_01m0vmm840e87aqxx8gewm4eky';

describe('values as words', () => {
  it('knows records, moments, amounts and plain words', () => {
    expect(shapeOf(USER)).toEqual({ is: 'record', id: USER });
    expect(shapeOf('2026-03-02T09:00:00Z')).toEqual({ is: 'instant', at: '2026-03-02T09:00:00Z' });
    const money = { minor: 1_999, currency: 'EUR' };
    expect(shapeOf(money)).toEqual({ is: 'money', money });
    expect(shapeOf(false)).toEqual({ is: 'words', words: 'no' });
    expect(shapeOf(0)).toEqual({ is: 'words', words: '0' });
  });

  it('goes into lists and fields, and leaves out what says nothing', () => {
    expect(shapeOf(['a', 'b'])).toEqual({ is: 'list', of: ['a', 'b'] });
    expect(shapeOf({ city: 'Lyon', street: null })).toEqual({ is: 'fields', of: [['city', 'Lyon']] });
    expect(shapeOf({ on: { at: '' } })).toEqual({ is: 'nothing' });
    expect(said({ title: 'Call', detail: null, tags: [] })).toEqual([['title', 'Call']]);
  });
});
