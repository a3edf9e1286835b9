import { expect, test } from 'vitest';
import { whatChanged } from './inPlace';

const contact = { id: 'contact_1', name: 'Jane Roe' };
const task = { id: 'task_1', rv: 3, due_at: '2026-02-04T08:00:00Z', owner: 'user_1', contact };
const words = { due_at: 'the time', owner: 'the owner', contact: 'the customer' };

test('what somebody else changed is named, and nothing else', () => {
  expect(whatChanged(task, { ...task, rv: 4, owner: 'user_2' }, words)).toEqual(['the owner']);
  expect(whatChanged(task, { ...task, rv: 4, contact: { ...contact } }, words)).toEqual([]);
});
