// One press, one command: says what happened with its undo, or why it did not.
import { call, type CallWish } from '../api/call';
import { queryClient } from '../api/query';
import type { QueryKey } from '@tanstack/react-query';
import { say, sayProblem } from './toast';

interface Wish extends CallWish {
  /** What the toast says: "Lead closed". */
  done: string;
}

/** The answer, or `undefined` after the problem has been shown. */
export async function act<T = unknown>(
  verb: string,
  body: unknown,
  { done, ...wish }: Wish,
): Promise<T | undefined> {
  try {
    const { answer, undo } = await call<T>(verb, body, wish);
    say(done, undo);
    return answer;
  } catch (cause) {
    sayProblem(cause);
    return undefined;
  }
}

interface Edit<V> extends Wish {
  /** The cached view that shows it: `keyOf('/leads/lead_…')`. */
  view: QueryKey;
  /** How the view looks if the command succeeds. */
  change: (shown: V) => V;
}

/** Shows the change at once; a refusal puts the view back and says why in the server's words. */
export async function edit<V>(
  verb: string,
  body: unknown,
  { view, change, ...wish }: Edit<V>,
): Promise<boolean> {
  await queryClient.cancelQueries({ queryKey: view });
  const before = queryClient.getQueryData<V>(view);
  if (before !== undefined) queryClient.setQueryData<V>(view, change(before));
  try {
    const { undo } = await call(verb, body, wish);
    say(wish.done, undo);
    return true;
  } catch (cause) {
    if (before !== undefined) queryClient.setQueryData<V>(view, before);
    sayProblem(cause);
    return false;
  }
}
