// Where a lead came from, in words: the campaign if there was one, else the door.
import { inWords } from '../../ui/StatusBadge';

const DOORS: Record<string, string> = {
  form: 'Form',
  page: 'Page',
  walk_in: 'Walk-in',
  call: 'Call',
  card: 'Card',
  referral: 'Referral',
  email: 'Email',
  event: 'Event',
  api: 'API',
  import: 'Import',
  chat: 'Chat',
  booking: 'Booking',
};

export function doorOf(channel: string): string {
  return DOORS[channel] ?? inWords(channel);
}

/** `Form · google, spring-offer`. */
export function sourceOf(channel: string, source: Record<string, unknown> | null): string {
  const said = ['utm_source', 'utm_campaign', 'referrer'].map((name) => source?.[name]);
  const words = said.filter((word): word is string => typeof word === 'string' && word !== '').slice(0, 2);
  return words.length ? `${doorOf(channel)} · ${words.join(', ')}` : doorOf(channel);
}
