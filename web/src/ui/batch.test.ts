import { expect, test } from 'vitest';
import { Problem } from '../api/problem';
import { batch, patiently, sayOutcome } from './batch';

const ten = Array.from({ length: 10 }, (_, at) => at);
const refusal = (status: number, detail: string) => new Problem({ status, detail });
const undo = (n: number) => ({ verb: 'lead.assign', body: { n } });

test('all have their turn, each keeps its undo', async () => {
  const tried: number[] = [];
  const outcome = await batch(ten, async (n) => undo(n), { step: (n) => void tried.push(n) });
  expect([outcome.done, outcome.left, outcome.undos.length]).toEqual([10, 0, 10]);
  expect(tried.at(-1)).toBe(10);
});

test('what is refused is kept with its reason, and the others go on', async () => {
  const no = refusal(422, 'It is closed.');
  const outcome = await batch(ten, async (n) => {
    if (n % 3 === 0) throw no;
    return null;
  });
  expect([outcome.done, outcome.refused.length, outcome.left]).toEqual([6, 4, 0]);
  expect(sayOutcome(outcome)).toBe('6 done, 4 refused: It is closed');
});

test('stopped in the middle, the rest is untouched and said', async () => {
  let tried = 0;
  const outcome = await batch(
    ten,
    async () => {
      tried += 1;
      return null;
    },
    { stopped: () => tried >= 4 },
  );
  expect([tried, outcome.done, outcome.left]).toEqual([4, 4, 6]);
  expect(sayOutcome(outcome)).toBe('4 done, 6 not tried');
});

test('where nobody answers any more, no further one is tried', async () => {
  let tried = 0;
  const outcome = await batch(ten, async () => {
    tried += 1;
    throw refusal(503, 'The server is away.');
  });
  expect([tried, outcome.done, outcome.left]).toEqual([4, 0, 6]);
});

test('a server that is away for a moment is asked again, a refusal is not', async () => {
  let tries = 0;
  const answer = patiently(async () => {
    tries += 1;
    if (tries < 3) throw refusal(503, 'In a moment.');
    return 'done';
  }, [0, 0, 0]);
  expect([await answer, tries]).toEqual(['done', 3]);
  const refused = patiently(async () => {
    tries += 1;
    throw refusal(422, 'It is closed.');
  }, [0, 0]);
  await expect(refused).rejects.toThrow('It is closed.');
  expect(tries).toBe(4);
});
