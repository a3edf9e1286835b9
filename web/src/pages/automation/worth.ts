// The hours of hand work an automation saved, in words and money, each with where it comes from.
import type { Money } from '../../api/views';
import type { Lift, Reclaimed, Worth } from './rehearsal';

type Say = (amount: Money) => string;

const hours = (minutes: number) => `${(minutes / 60).toFixed(1)} hours`;

/** `12.0 hours at €45.00 = €540.00`, or what is not known yet. */
export function saySaved({ minutes, minutes_saved: each }: Reclaimed, worth: Worth, say: Say): string {
  if (!each) return 'Hours saved: not known yet.';
  if (!worth.hour_cost || !worth.saved) return `${hours(minutes)} of hand work; in money not known yet.`;
  return `${hours(minutes)} of hand work at ${say(worth.hour_cost)} = ${say(worth.saved)}`;
}

/** Where the hours and the money come from, and what to say for what is missing. */
export function saySource({ runs, minutes_saved: each }: Reclaimed, worth: Worth): string {
  const from = each
    ? `${runs} runs × ${each} minutes, as its owner says in the automation`
    : 'Say in the automation how many minutes of work one run saves';
  const cost = worth.hour_cost
    ? 'what an hour costs is from the settings'
    : 'what an hour costs can be said in the settings';
  return `${from}; ${cost}.`;
}

/** Whether what it took to set up has come back: the instant, if any, stands behind the words. */
export function sayPayback(each: number, worth: Worth, say: Say): { words: string; at: string | null } {
  const { minutes_spent: minutes, spent, paid_back_at: paid, pays_back_at: pays } = worth;
  if (!minutes || !each) {
    const missing = minutes ? 'how many minutes one run saves' : 'how long it took to set up';
    return { words: `Payback: not known yet. Say in the automation ${missing}.`, at: null };
  }
  const took = `Setting it up took ${hours(minutes)}${spent ? ` (${say(spent)})` : ''}, as its owner says`;
  if (paid) return { words: `${took}; paid back`, at: paid };
  if (pays) return { words: `${took}; at this pace paid back`, at: pays };
  return { words: `${took}; too few runs yet to tell when that is paid back.`, at: null };
}

/** How many of its runs went wrong. */
export function sayErrors({ runs, troubled, share_bp: share }: NonNullable<Lift['errors']>): string {
  if (share === null) return 'Error rate: not known yet, nothing ran.';
  return `Error rate ${(share / 100).toFixed(1)} %: ${troubled} of ${runs} runs stood still or had a step that failed.`;
}

/** Of how many people the time of day is not known, and which clock stands in for theirs. */
export function sayClocks({ runs, unknown }: NonNullable<Lift['clocks']>): string {
  return `${unknown} of ${runs} under way are about somebody whose time zone is not known: the clock of the record’s owner stands in, else that of the business.`;
}
