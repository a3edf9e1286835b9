// A mail as the server makes it, put into a frame of our page: wide or narrow, in light or in the dark.
import { useQuery } from '@tanstack/react-query';
import type { Done } from '../../api/call';
import { newKey, send } from '../../api/http';
import type { Problem } from '../../api/problem';
import type { Preview, TemplateClass } from './text';

export interface Words {
  subject: string;
  text: string;
  class: TemplateClass;
  language: string;
}

export interface MailShown {
  from: string | null;
  subject: string;
  html: string;
  text: string;
  /** It can be left with one click. */
  leave: boolean;
}

export interface Tried {
  accepted: boolean;
  said: string;
  to: string;
}

export function wordsOf({ subject, source, class: of }: Preview, language: string): Words {
  return { subject, text: source, class: of, language };
}

/** The same words are the same mail: it is made once. */
export function useMail(words: Words | null) {
  return useQuery<MailShown, Problem>({
    queryKey: ['mail.show', words],
    queryFn: async () => {
      const done = await send<Done<MailShown>>('POST', '/call/mail.show', { key: newKey(), body: words });
      return done.answer;
    },
    enabled: words !== null,
    placeholderData: (before) => before,
  });
}

const DARK = '@media (prefers-color-scheme:dark)';

/** Its style elements may stand in our page, and it is light or dark as asked, not as this machine is. */
export function framed(html: string, dark: boolean, nonce: string): string {
  const scheme = dark ? 'dark' : 'light';
  return html
    .replaceAll('<style', `<style nonce="${nonce}"`)
    .replaceAll(DARK, dark ? '@media all' : '@media not all')
    .replaceAll('color-scheme:light dark', `color-scheme:${scheme}`)
    .replaceAll('content="light dark"', `content="${scheme}"`);
}
