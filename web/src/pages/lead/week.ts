// The leads of one week behind one figure of Home: exactly the records that were counted.
import type { WeekView } from '../../api/crm';

export type Part = 'came_in' | 'contacted' | 'pending' | 'closed_unanswered';

export const PART: Record<Part, string> = {
  came_in: 'came in',
  contacted: 'contacted',
  pending: 'pending',
  closed_unanswered: 'closed unanswered',
};

export function isPart(word: string | undefined): word is Part {
  return word !== undefined && word in PART;
}

export function idsOf(week: WeekView, part: Part): Set<string> {
  const { contacted, pending, closed_unanswered: closed } = week;
  const of = { contacted, pending, closed_unanswered: closed };
  const figures = part === 'came_in' ? [contacted, pending, closed] : [of[part]];
  return new Set(figures.flatMap(({ leads }) => leads));
}

/** Wide enough for the week in any zone; the ids decide. */
export function around(monday: string): { since: string; until: string } {
  const day = Date.parse(`${monday}T00:00:00Z`);
  const at = (days: number) => new Date(day + days * 86_400_000).toISOString();
  return { since: at(-1), until: at(8) };
}
