// What is overdue of an automation, in words, and what a person decided about it, for the server.

export type Deal = 'send' | 'spread' | 'skip';

export interface OverdueLine {
  automation: string;
  name: string;
  steps: number;
  messages: number;
  oldest_at: string;
}

const many = (n: number, one: string, more: string) => `${n.toLocaleString()} ${n === 1 ? one : more}`;

export function sayOverdue({ steps, messages }: OverdueLine): string {
  const parts = [
    steps ? many(steps, 'step is due', 'steps are due') : '',
    messages ? many(messages, 'message waits to leave', 'messages wait to leave') : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** Only what differs from the usual is said, and only of what is listed. */
export function goOnBody(
  items: readonly OverdueLine[],
  deals: Readonly<Record<string, Deal>>,
  hours: number,
) {
  const but = items
    .map(({ automation }) => ({ automation, overdue: deals[automation] ?? ('send' as const) }))
    .filter(({ overdue }) => overdue !== 'send');
  return but.some(({ overdue }) => overdue === 'spread') ? { but, over_hours: hours } : { but };
}
