// What the arguments of commands are called on the screen.
import { plain } from './catalogue';

const LABELS: Record<string, string> = {
  template: 'Which message',
  on: 'About which record',
  about: 'About which record',
  contact: 'Which contact',
  owner: 'For whom',
  due: 'Due in',
  text: 'Text',
  detail: 'In more words',
};

/** As the editor asks for it. */
export const argumentLabel = (name: string) => LABELS[name] ?? plain(name);

/** What the engine says itself. */
const OURS = new Set(['compose_only', 'resend', 'values', 'key', 'pinned']);

export const isOurs = (name: string) => OURS.has(name);
