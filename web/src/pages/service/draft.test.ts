import { describe, expect, it } from 'vitest';
import type { ServiceView } from '../../api/crm';
import { bodyOf, draftOf, idOf } from './draft';

const service: ServiceView = {
  id: 'service_1',
  rv: 3,
  name: 'Roof repair',
  line: ['captured', 'answered'],
  expected: { minor: 125000, currency: 'EUR' },
  questions: [
    { id: 'need', text: 'What is broken?', kind: 'text', options: [], required: true },
    { id: 'size', text: 'How large?', kind: 'choice', options: ['Small', 'Large'], required: false },
  ],
  rules: [
    { if: 'has(answers.need)', then: 'qualify', reason: 'They said what they need' },
    { if: 'true', then: { nurture: { days: 30 } }, reason: 'Later' },
    { if: 'true', then: { decline: { template: null } }, reason: 'No' },
    { if: 'true', then: { ask: { question: 'size' } }, reason: 'Ask' },
  ],
  texts: { called: '', decline: 'decline' },
  tasks: [{ title: 'Order tiles', detail: null, days: 2 }],
  automatic: false,
  active: true,
  owner: null,
};

describe('the editor of a service', () => {
  it('gives back what it was given', () => {
    const { name, expected, automatic, texts, questions, rules, tasks } = service;
    const body = bodyOf(service, draftOf(service), 'USD');
    expect(body).toEqual({ service: service.id, name, expected, automatic, texts, questions, rules, tasks });
  });
  it('leaves an amount it cannot read to the field, and clears an empty one', () => {
    expect(bodyOf(service, { ...draftOf(service), expected: 'much' }, 'EUR').expected).toBeUndefined();
    expect(bodyOf(service, { ...draftOf(service), expected: ' ' }, 'EUR').expected).toBeNull();
  });
  it('names a new question after its words', () => {
    expect(idOf('Bis wann? Größe in m²')).toBe('bis_wann_gro_e_in_m');
    expect(idOf('2 rooms or more?')).toBe('rooms_or_more');
  });
});
