// How often somebody may ask, by class of request: as the server keeps it, and as a form holds it.
import { wholeNumber } from './numbers';

export interface Rate {
  /** So many at once, after a rest. */
  burst: number;
  /** So many a minute, in the long run. */
  per_minute: number;
}
export type Rates = Readonly<Record<string, Rate>>;

/** As `limits.read` gives it. */
export interface Limits {
  rv: number;
  /** The owner's own; what is not named keeps its usual rate. */
  settings: Rates;
  usual: Rates;
}

export const CLASSES = [
  {
    key: 'login',
    label: 'Signing in',
    hint: 'Tries at one account from one network: sign-in, invitations, new passwords. Few, so that nobody guesses a password.',
  },
  {
    key: 'form',
    label: 'What customers send',
    hint: 'Inquiries, answers to offers, codes, signatures, from one network. Everybody in one office is one network.',
  },
  {
    key: 'page',
    label: 'What customers look at',
    hint: 'Forms, offers, invoices and client pages opened from one network.',
  },
  {
    key: 'hook',
    label: 'Programs that start automations',
    hint: 'Calls from one network to the addresses of your automations. What is over it is refused; the other program has to call again.',
  },
  {
    key: 'api',
    label: 'Staff and API tokens',
    hint: 'Whatever one person who is signed in, or one API token, asks for. One screen asks a dozen times.',
  },
] as const;

export type ClassKey = (typeof CLASSES)[number]['key'];

export interface Typed {
  rates: Record<ClassKey, Record<keyof Rate, string>>;
  /** What has no field here stays as it is. */
  others: Rates;
}

const NUMBERS = ['burst', 'per_minute'] as const;
const shown = (key: string) => CLASSES.some((one) => one.key === key);

export function toForm(settings: Rates, usual: Rates): Typed {
  const text = (key: ClassKey) => {
    const rate = settings[key] ?? usual[key];
    return { burst: String(rate?.burst ?? ''), per_minute: String(rate?.per_minute ?? '') };
  };
  return {
    rates: Object.fromEntries(CLASSES.map(({ key }) => [key, text(key)])) as Typed['rates'],
    others: Object.fromEntries(Object.entries(settings).filter(([key]) => !shown(key))),
  };
}

/** A class that is as usual is not kept: it follows when what is usual changes. */
export function toSettings({ rates, others }: Typed, usual: Rates): Rates {
  const kept: Record<string, Rate> = { ...others };
  for (const { key } of CLASSES) {
    const burst = wholeNumber(rates[key].burst) ?? usual[key]?.burst ?? 0;
    const per_minute = wholeNumber(rates[key].per_minute) ?? usual[key]?.per_minute ?? 0;
    if (burst !== usual[key]?.burst || per_minute !== usual[key]?.per_minute)
      kept[key] = { burst, per_minute };
  }
  return kept;
}

/** A sentence per field that cannot be saved; empty is as usual, and what is too low the server says. */
export function trouble({ rates }: Typed): Record<string, string> {
  const wrong = CLASSES.flatMap(({ key }) =>
    NUMBERS.filter((name) => rates[key][name].trim() && wholeNumber(rates[key][name]) === null).map(
      (name) =>
        [`rates.${key}.${name}`, 'Write a whole number from 1, or nothing for the usual one.'] as const,
    ),
  );
  return Object.fromEntries(wrong);
}
