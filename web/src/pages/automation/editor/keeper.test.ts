// Two people, one draft: what is typed is kept in order, and nobody's words are lost unseen.
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../api/problem';
import type { Draft, Words } from '../drafts';
import { keeper, type Calls } from './keeper';

const words = (text: string): Words => ({ text, document: null });

/** A server with one draft. */
function server() {
  let kept: Draft | null = null;
  const put = (text: string | null, by: string) => {
    kept = {
      id: 'draft',
      rv: (kept?.rv ?? 0) + 1,
      automation: null,
      name: '',
      begun_from: 0,
      saved_at: '2026-02-02T02:40:00Z',
      saved_by: by,
      text,
      document: null,
    };
    return kept;
  };
  const calls: Calls = {
    begin: async ({ text }) => {
      if (kept) throw new Problem({ code: 'automation_draft.begun', status: 409 });
      return put(text, 'ada');
    },
    save: async (seen, { text }) => {
      if (!kept) throw new Problem({ code: 'automation_draft.gone', status: 409 });
      if (seen.rv !== kept.rv) throw new Problem({ code: 'automation_draft.newer', status: 409 });
      return put(text, 'ada');
    },
    read: async () => kept,
  };
  return { calls, put, now: () => kept, end: () => (kept = null) };
}

describe('what is typed', () => {
  it('begins a draft with the first word and saves it with the next', async () => {
    const { calls, now } = server();
    const keeps = keeper(calls, null, () => undefined);
    keeps.wish(words('a'));
    expect(keeps.now().keeping).toBe('typing');
    expect(await keeps.flush()).toBe(true);
    keeps.wish(words('ab'));
    expect(await keeps.flush()).toBe(true);
    expect([now()?.text, now()?.rv, keeps.now().keeping]).toEqual(['ab', 2, 'kept']);
  });

  it('is saved one after the other, also while a save is under way', async () => {
    const { calls, now } = server();
    const keeps = keeper(calls, null, () => undefined);
    keeps.wish(words('a'));
    const first = keeps.flush();
    keeps.wish(words('ab'));
    expect(await Promise.all([first, keeps.flush()])).toEqual([true, true]);
    expect([now()?.text, now()?.rv]).toEqual(['ab', 2]);
  });

  it('waits for a person where somebody else saved meanwhile, and is written over theirs only when told', async () => {
    const { calls, put, now } = server();
    const keeps = keeper(calls, put('a', 'ada'), () => undefined);
    put('theirs', 'ben');
    keeps.wish(words('mine'));
    expect(await keeps.flush()).toBe(false);
    expect([keeps.now().keeping, keeps.now().theirs?.text, now()?.text]).toEqual([
      'newer',
      'theirs',
      'theirs',
    ]);
    keeps.wish(words('mine too'));
    expect(await keeps.flush()).toBe(false);
    expect(await keeps.keepMine()).toBe(true);
    expect([keeps.now().keeping, now()?.text]).toEqual(['kept', 'mine too']);
  });

  it('gives way to theirs when told', async () => {
    const { calls, put, now } = server();
    const keeps = keeper(calls, null, () => undefined);
    put('theirs', 'ben');
    keeps.wish(words('mine'));
    expect(await keeps.flush()).toBe(false);
    expect(keeps.takeTheirs()?.text).toBe('theirs');
    expect(await keeps.flush()).toBe(true);
    expect([now()?.text, now()?.rv]).toEqual(['theirs', 1]);
  });

  it('is kept anew where the draft was published or thrown away meanwhile', async () => {
    const { calls, put, now, end } = server();
    const keeps = keeper(calls, put('a', 'ada'), () => undefined);
    end();
    keeps.wish(words('b'));
    expect(await keeps.flush()).toBe(true);
    expect(now()?.text).toBe('b');
  });

  it('knows its own save again when the answer was lost', async () => {
    const { calls, put } = server();
    const keeps = keeper(calls, put('a', 'ada'), () => undefined);
    put('b', 'ada');
    keeps.wish(words('b'));
    expect(await keeps.flush()).toBe(true);
    expect(keeps.now().draft?.rv).toBe(2);
  });

  it('says what stood in the way and is tried again', async () => {
    const { calls, now } = server();
    let down = true;
    const begin: Calls['begin'] = async (given) => {
      if (down) throw new Problem({ code: 'offline', status: 0 });
      return calls.begin(given);
    };
    const keeps = keeper({ ...calls, begin }, null, () => undefined);
    keeps.wish(words('a'));
    expect([await keeps.flush(), keeps.now().keeping, keeps.now().problem?.code]).toEqual([
      false,
      'refused',
      'offline',
    ]);
    down = false;
    expect([await keeps.flush(), now()?.text]).toEqual([true, 'a']);
  });
});
