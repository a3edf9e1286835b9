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

/** As it is given to the command: by then a length of time has become a moment. */
export const givenLabel = (name: string) => (name === 'due' ? 'Due' : argumentLabel(name));

/** What the engine says itself. */
const OURS = new Set(['compose_only', 'resend', 'values', 'key', 'pinned']);

export const isOurs = (name: string) => OURS.has(name);
