// The same command for several records: each its own change with its own key, one result and one undo for all of them.
import { call, type CallWish, type Undo } from '../api/call';
import { newKey } from '../api/http';
import { quietly } from '../api/query';
import { batch, patiently, sayOutcome, type Outcome } from './batch';
import { say, sayAnd, sayProblem, sayProgress } from './toast';

/** From so many on it takes long enough to be watched. */
const WATCHED_FROM = 12;

/** Says how many were done; false where some were refused or not tried, and that is said too. */
export async function several(
  verb: string,
  bodies: readonly unknown[],
  words: (done: number) => string,
): Promise<boolean> {
  const outcome = await watched(bodies, (body, wish) => call(verb, body, wish).then(({ undo }) => undo));
  const whole = outcome.left === 0 && outcome.refused.length === 0;
  const { undos } = outcome;
  if (outcome.done === 0 && outcome.refused.length === 1) {
    sayProblem(outcome.refused[0]);
    return false;
  }
  const result = whole ? words(outcome.done) : sayOutcome(outcome);
  if (undos.length) sayAnd(result, { label: 'Undo', run: () => void back(undos) });
  else say(result);
  return whole;
}

async function back(undos: readonly Undo[]) {
  const outcome = await watched(undos.toReversed(), ({ verb, body }, wish) =>
    call(verb, body, wish).then(() => null),
  );
  if (outcome.left === 0 && outcome.refused.length === 0) say('Taken back');
  else say(`Taken back: ${sayOutcome(outcome)}`);
}

/** Each with a key of its own, so that a lost connection does none of them twice. */
function watched<T>(
  all: readonly T[],
  act: (one: T, wish: CallWish) => Promise<Undo | null>,
): Promise<Outcome> {
  let stopped = false;
  const so = (tried: number) => `${tried.toLocaleString()} of ${all.length.toLocaleString()}`;
  const progress = all.length >= WATCHED_FROM ? sayProgress(so(0), () => (stopped = true)) : null;
  const one = (each: T) => {
    const key = newKey();
    return patiently(() => act(each, { key }));
  };
  const step = (tried: number) => progress?.step(so(tried));
  return quietly(() => batch(all, one, { step, stopped: () => stopped })).finally(() => progress?.end());
}
