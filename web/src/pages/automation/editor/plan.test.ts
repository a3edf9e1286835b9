import { describe, expect, it } from 'vitest';
import { empty } from './document';
import { sayEffect, whyNot, type Effect } from './plan';
import type { Checked } from './useEditor';

const effect = (more: Partial<Effect>): Effect => ({
  under_way: 0,
  movable: 0,
  stay: [],
  parked: 0,
  unseen: 0,
  ...more,
});

const checked = (slug: string | null, publishable: boolean): Checked => ({
  document: slug === null ? null : { ...empty('sales'), automation: slug },
  yaml: '',
  problems: [],
  publishable,
  review: [],
});

describe('a text from elsewhere', () => {
  it('says what becomes of the runs under way', () => {
    expect(sayEffect(effect({}))).toBe('No run is under way.');
    const stay = [{ why: 'its step is gone', runs: 1 }];
    expect(sayEffect(effect({ under_way: 3, movable: 2, stay }))).toBe(
      '3 runs are under way and stay on the version followed now; 2 of them could be moved afterwards. The others cannot: its step is gone.',
    );
    expect(sayEffect(effect({ under_way: 1, movable: 1 }))).toContain('it could be moved');
  });

  it('is refused where it is the text of another automation, or cannot be published', () => {
    expect(whyNot(checked('news', true), 'follow-up')).toContain('the text of “news”');
    expect(whyNot(checked(null, false), 'follow-up')).toContain('Mend it');
    expect(whyNot(checked('follow-up', true), 'follow-up')).toBe('');
  });
});
