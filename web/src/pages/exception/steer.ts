// Decisions for one exception or many: in portions, until all had their turn.
import { call } from '../../api/call';
import { send } from '../../api/http';
import type { Page } from '../../api/cursor';
import { several } from '../../ui/several';
import { say, sayProblem } from '../../ui/toast';
import type { Case, Exception } from './shapes';

export type How = 'retry' | 'skip' | 'stop';

const WORDS: Record<How, string> = {
  retry: 'are tried again',
  skip: 'go on without the step',
  stop: 'are stopped',
};

interface Steered {
  done: number;
  next: string | null;
}

/** All runs of one exception; how many go on. */
async function steerAll(exception: string, how: How): Promise<number> {
  let done = 0;
  let after: string | null = null;
  do {
    const { answer }: { answer: Steered } = await call<Steered>(`exception.${how}`, { exception, after });
    done += answer.done;
    after = answer.next;
  } while (after);
  return done;
}

/** What is proposed for each record, where no run stands still because of it. */
async function fixAll(exception: string): Promise<number> {
  let done = 0;
  let after: string | null = null;
  do {
    const page: Page<Case> = await send<Page<Case>>('GET', `/exceptions/${exception}/cases`, {
      query: { limit: 100, after },
    });
    for (const { fix } of page.items) {
      if (!fix) continue;
      await call(fix.verb, fix.body);
      done += 1;
    }
    after = page.next;
  } while (after);
  return done;
}

/** Tries again whatever stands still because of these exceptions; says how many, or what went wrong. */
export async function steer(exceptions: readonly Exception[], how: How): Promise<void> {
  let done = 0;
  try {
    for (const one of exceptions) {
      if (isRuns(one)) done += await steerAll(one.id, how);
      else if (how === 'retry' && one.count > 1) done += await fixAll(one.id);
      else if (how === 'retry' && one.fix) {
        await call(one.fix.verb, one.fix.body);
        done += 1;
      }
    }
    say(`${done.toLocaleString()} ${WORDS[how]}`);
  } catch (cause) {
    sayProblem(cause);
  }
}

/** Runs stand still because of it. A question has answers of its own. */
export function isRuns({ code, run, count }: Exception): boolean {
  return code.startsWith('automation.') && code !== 'automation.question' && (run !== null || count > 1);
}

/** They stand and wait, and are not stuck: there is nothing to try again. */
export const onlyWaits = ({ code }: Pick<Exception, 'code'>) => code === 'automation.late';

/** How many runs stand still because of these exceptions. */
export function runsOf(exceptions: readonly Exception[]): number {
  return exceptions.filter(isRuns).reduce((sum, { count, left }) => sum + (count > 1 ? left : 1), 0);
}

export function assignAll(exceptions: readonly Exception[], owner: string, name: string): Promise<boolean> {
  const bodies = exceptions.map(({ id }) => ({ exception: id, owner }));
  return several('exception.assign', bodies, (done) => `${done.toLocaleString()} handed to ${name}`);
}

export function closeAll(exceptions: readonly Exception[], outcome: string): Promise<boolean> {
  const bodies = exceptions.map(({ id }) => ({ exception: id, outcome }));
  return several('exception.close', bodies, (done) => `${done.toLocaleString()} closed`);
}
