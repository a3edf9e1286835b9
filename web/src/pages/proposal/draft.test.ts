import { describe, expect, it } from 'vitest';
import type { ProposalView } from '../../api/sales';
import {
  bodyOf,
  draftOf,
  emptyLine,
  lineFrom,
  placeOf,
  questionId,
  readPercent,
  retitled,
  writePercent,
} from './draft';

const view = {
  title: 'Kitchen',
  language: 'en',
  intro: null,
  lines: [
    {
      title: 'Work',
      text: null,
      quantity: '1.5',
      unit: 'hour',
      unit_price: { minor: 10_000, currency: 'EUR' },
      discount: 0,
      rate: 1900,
      optional: true,
      chosen: false,
      item: null,
      card: null,
    },
  ],
  discount: { share: 750, reason: 'Friends' },
  valid_until: '2026-02-16',
  terms: 'Terms',
  plan: [{ title: 'All', share: 10_000, due_days: null }],
  brief: [],
} as unknown as ProposalView;

describe('a draft', () => {
  it('is sent as it came when nothing was typed', () => {
    const { body, wrong } = bodyOf(draftOf(view), 'EUR');
    expect(wrong).toEqual({});
    expect(body).toMatchObject({
      lines: [{ quantity: '1.5', unit_price: { minor: 10_000, currency: 'EUR' }, rate: 1900, chosen: false }],
      discount: { share: 750, reason: 'Friends' },
      plan: [{ share: 10_000, due_days: null }],
    });
  });

  it('says what cannot be read, at its field, and sends nothing', () => {
    const draft = draftOf(view);
    const line = { ...draft.lines[0]!, price: 'much', quantity: '0', rate: '200' };
    const { body, wrong } = bodyOf(
      { ...draft, lines: [line], plan: [{ title: 'A', share: 'x', days: 'soon' }] },
      'EUR',
    );
    expect(body).toBeNull();
    expect(Object.keys(wrong).toSorted()).toEqual([
      'lines.0.price',
      'lines.0.quantity',
      'lines.0.rate',
      'plan.0.days',
      'plan.0.share',
    ]);
  });

  it('takes a line from the rate card with its version', () => {
    const item = {
      item: 'item_1',
      name: 'Design',
      text: null,
      unit: 'hour',
      unit_price: { minor: 9900, currency: 'EUR' },
      rate: 700,
    };
    expect(lineFrom(item, 3)).toMatchObject({
      title: 'Design',
      price: '99.00',
      rate: '7',
      item: 'item_1',
      card: 3,
    });
    expect(emptyLine(1900).rate).toBe('19');
  });

  it('reads percentages as people write them', () => {
    expect(['19', '7,5', '7.25 %', '', '100'].map(readPercent)).toEqual([1900, 750, 725, 0, 10_000]);
    expect(['101', 'a', '1.234', '-1'].map(readPercent)).toEqual([null, null, null, null]);
    expect([1900, 750, 725, 0, 5].map(writePercent)).toEqual(['19', '7.5', '7.25', '0', '0.05']);
  });

  it('places what the server says at the field it is about', () => {
    expect(
      ['/lines/2/unit_price', '/discount/share', '/plan/0/due_days', '/valid_until'].map(placeOf),
    ).toEqual(['lines.2.price', 'discount', 'plan.0.days', 'until']);
    expect(questionId(['question-2', 'goal'])).toBe('question-3');
  });
});

it('names the milestone of the whole after the offer, and leaves one that has a name of its own', () => {
  const draft = { ...draftOf(view), title: 'General inquiry' };
  const part = (title: string) => ({ title, share: '50', days: '' });
  const plan = [part('General inquiry'), part('At the end')];
  const { title, plan: named } = retitled({ ...draft, plan }, 'A kitchen');
  expect([title, ...named.map((each) => each.title)]).toEqual(['A kitchen', 'A kitchen', 'At the end']);
});
