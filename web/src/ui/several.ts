// The same command for several records: one after the other, each its own change, with one undo for all of them.
import { call, takeBack, type Undo } from '../api/call';
import { say, sayAnd, sayProblem } from './toast';

/** Says how many were done; false where one was refused, and that is said too. */
export async function several(
  verb: string,
  bodies: readonly unknown[],
  words: (done: number) => string,
): Promise<boolean> {
  const undos: Undo[] = [];
  let refused: unknown = null;
  let done = 0;
  for (const body of bodies) {
    // one after the other, so that the first refusal is said
    // oxlint-disable-next-line no-await-in-loop
    await call(verb, body).then(
      ({ undo }) => {
        done += 1;
        if (undo) undos.push(undo);
      },
      (cause: unknown) => (refused = cause),
    );
  }
  if (refused) sayProblem(refused);
  if (undos.length) sayAnd(words(done), { label: 'Undo', run: () => void back(undos) });
  else if (done) say(words(done));
  return !refused;
}

async function back(undos: readonly Undo[]) {
  const results = await Promise.allSettled(undos.map(takeBack));
  const failed = results.find((one) => one.status === 'rejected');
  if (failed) sayProblem(failed.reason);
  else say('Taken back');
}
