import { describe, expect, it } from 'vitest';
import type { Field } from './editor/catalogue';
import { fillable, told } from './imagined';

const field = (name: string, kind: Field['kind'], of: string | null = null): Field => ({
  name,
  label: name,
  kind,
  always: true,
  choices: [],
  of,
});

const FIELDS = [
  field('lead', 'text', 'lead'),
  field('contact', 'text', 'contact'),
  field('channel', 'text'),
  field('expected', 'money'),
  field('test', 'flag'),
  field('seconds', 'int'),
  field('booked', 'list'),
];

describe('what is imagined', () => {
  it('asks for what is open: not for the record it is about', () => {
    expect(fillable(FIELDS, 'lead').map(({ name }) => name)).toEqual([
      'channel',
      'expected',
      'test',
      'seconds',
    ]);
  });

  it('tells values by their kind, and nothing that was left empty', () => {
    const given = { channel: 'chat', expected: '1.250,50', test: 'no', seconds: 0 };
    expect(told(FIELDS, given, 'EUR')).toEqual({
      channel: 'chat',
      expected: { minor: 125_050, currency: 'EUR' },
      test: false,
      seconds: 0,
    });
    expect(told(FIELDS, { channel: '' }, 'EUR')).toEqual({});
  });

  it('leaves what is no amount to the server', () => {
    expect(told(FIELDS, { expected: 'much' }, 'EUR')).toEqual({ expected: 'much' });
  });
});
