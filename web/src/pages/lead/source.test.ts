import { describe, expect, it } from 'vitest';
import { thenInWords } from './proposal';
import { sourceOf } from './source';

describe('where a lead came from', () => {
  it('is its door, and the campaign where there was one', () => {
    expect(sourceOf('walk_in', null)).toBe('Walk-in');
    expect(sourceOf('form', { utm_source: 'google', utm_campaign: 'spring' })).toBe('Form · google, spring');
    expect(sourceOf('form', { utm_source: '', referrer: 'https://a.test/' })).toBe('Form · https://a.test/');
    expect(sourceOf('fax_machine', {})).toBe('Fax machine');
  });
});

describe('what a rule proposes', () => {
  const questions = [{ id: 'when', text: 'By when?', kind: 'text' as const, options: [], required: true }];
  it.each([
    ['qualify' as const, 'Qualify'],
    [{ nurture: { days: 30 } }, 'Come back in 30 days'],
    [{ decline: { template: 'no' } }, 'Decline, with a message'],
    [{ decline: { template: null } }, 'Decline'],
    [{ ask: { question: 'when' } }, 'Ask: By when?'],
  ])('%j', (then, words) => expect(thenInWords(then, questions)).toBe(words));
});
