import { describe, expect, it } from 'vitest';
import type { EntryView } from '../../api/timeline';
import { fieldsOf, said } from './said';

const entry = (kind: string, fields: Record<string, unknown> = {}, changed: string[] = []): EntryView => ({
  id: 'fact_1',
  at: '2026-03-01T10:00:00Z',
  kind,
  by: { kind: 'user', id: null, name: 'Anna' },
  verb: '',
  fields,
  changed,
  subjects: [],
  note: null,
  message: null,
  automation: null,
  cause: null,
  chain: '',
});

describe('the timeline says', () => {
  it.each([
    [entry('lead.captured', { channel: 'walk_in' }), 'Lead captured by walk in'],
    [entry('lead.closed', { reason: 'no budget' }), 'Lead closed: no budget'],
    [entry('lead.qualified', { reason: null }), 'Qualified'],
    [entry('lead.answered', { kind: 'useful' }), 'First useful answer'],
    [entry('deal.moved', { to: 'negotiation' }), 'Deal moved to Negotiation'],
    [entry('contact.changed', {}, ['email', 'phone_typed']), 'Changed: email and phone'],
    [entry('proposal.viewed'), 'Proposal viewed'],
  ])('%#', (given, words) => expect(said(given).title).toBe(words));
  it('names each field once', () => {
    expect(fieldsOf(['phone', 'phone_typed', 'name'])).toBe('phone and name');
    expect(fieldsOf([])).toBe('details');
  });
});
