// Keeping mails back: one by one press, several with one reason.
import { call, takeBack, type Undo } from '../../api/call';
import { say, sayAnd, sayProblem } from '../../ui/toast';
import type { Entry } from './entries';
import { isLater } from './leaving';

export const USUAL = ['It is settled on the phone', 'The text is wrong', 'Wrong recipient'];
export const NOTHING_PERSONAL = 'No personal details: this stays in the journal.';

/** What whoever asked for it is told where nobody was asked why. */
const AT_A_PRESS = 'Kept back in the outbox';

/** Keeps every one of them back; gives whether all were. */
export async function keepBack(entries: readonly Entry[], reason = AT_A_PRESS): Promise<boolean> {
  const now = new Date();
  const undos: Undo[] = [];
  let kept = 0;
  let refused: unknown = null;
  for (const entry of entries) {
    try {
      // one after the other: each is its own change, and the last refusal is said
      // oxlint-disable-next-line no-await-in-loop
      const { undo } = await call('mail.cancel', { key: entry.key, reason });
      kept += 1;
      // taken back, a mail leaves at once: not what is meant for one that was to leave tomorrow
      if (undo && !isLater(entry, now)) undos.push(undo);
    } catch (cause) {
      refused = cause;
    }
  }
  if (refused) sayProblem(refused);
  if (kept) told(kept, entries.length, undos);
  return !refused;
}

function told(kept: number, of: number, undos: readonly Undo[]) {
  const words =
    of === 1 ? 'It does not leave' : `${kept === of ? kept : `${kept} of ${of}`} mails do not leave`;
  if (kept === undos.length) sayAnd(words, { label: 'Undo', run: () => void back(undos) });
  else say(`${words}. See ${of === 1 ? 'it' : 'them'} under “Kept back”.`);
}

async function back(undos: readonly Undo[]) {
  const results = await Promise.allSettled(undos.map(takeBack));
  const failed = results.find((one) => one.status === 'rejected');
  if (failed) sayProblem(failed.reason);
  else say('Taken back');
}
