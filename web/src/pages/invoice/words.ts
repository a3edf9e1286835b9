// How an invoice is spoken of: its state in one word, its days, its reminders.
import type { InvoiceLine } from '../../api/billing';

type Tone = 'good' | 'going' | 'waiting' | 'bad' | 'quiet';

interface Badge {
  state: string;
  label: string;
  tone: Tone;
}

/** A dispute speaks before lateness: nobody is asked for disputed money. */
export function badgeOf({ state, disputed, days_late: late }: InvoiceLine): Badge {
  const badge = (label: string, tone: Tone): Badge => ({ state, label, tone });
  switch (state) {
    case 'draft':
      return badge('Draft', 'quiet');
    case 'discarded':
      return badge('Discarded', 'quiet');
    case 'paid':
      return badge('Paid', 'good');
    case 'credited':
      return badge('Credited', 'quiet');
    case 'written_off':
      return badge('Written off', 'bad');
    default:
      if (disputed) return badge('Disputed', 'bad');
      return late > 0
        ? badge(`${late} ${late === 1 ? 'day' : 'days'} late`, 'bad')
        : badge('Open', 'waiting');
  }
}

/** `2026-03-12` → `12 Mar 2026`, without a zone moving it. */
export function sayCalendarDay(day: string, locale: string): string {
  const wish = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, wish).format(new Date(`${day}T00:00:00Z`));
}

export function reminderWords(level: number): string {
  return level === 0 ? 'Friendly reminder' : `Reminder ${level}`;
}

const SENT: Record<string, string> = {
  mail: 'by mail',
  post: 'by post',
  hand: 'by hand',
  portal: 'through their portal',
};

export function sentWords(how: string): string {
  return SENT[how] ?? how;
}
