// Taking in who was there before: how far it has come, in words.
import type { components } from '../../api/schema';

export type TakingIn = components['schemas']['TakingInView'];

/** Of those that match so far: the hundredths that are taken in, and left out when their time came. */
export function sharesOf({ matching, taken, refused }: Pick<TakingIn, 'matching' | 'taken' | 'refused'>) {
  const share = (many: number) => (matching ? Math.min(100, Math.round((many / matching) * 100)) : 0);
  return { taken: share(taken), refused: share(refused) };
}

/** “12 are taken in, 3 were left out when their time came, 40 wait, at 60 an hour; 500 of 4,210 are looked at.” */
export function sayTaking(of: TakingIn, locale?: string): string {
  const say = (many: number) => many.toLocaleString(locale);
  const parts = [
    `${say(of.taken)} ${of.taken === 1 ? 'is' : 'are'} taken in`,
    of.refused
      ? `${say(of.refused)} ${of.refused === 1 ? 'was' : 'were'} left out when their time came`
      : undefined,
    of.waiting ? `${say(of.waiting)} wait, at ${say(of.per_hour)} an hour` : undefined,
  ].filter(Boolean);
  const looked = of.looking ? `; ${say(of.looked_at)} of ${say(of.open)} are looked at` : '';
  return `${of.goes_on ? '' : 'The last time: '}${parts.join(', ')}${looked}.`;
}
