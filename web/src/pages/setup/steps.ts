// The steps: which answers stand on which, and what must be there before going on.
import { checkHours, checkRates, under } from '../settings/details';
import { printed, SERIES, wholeNumber } from '../settings/numbers';
import { required } from '../../ui/form';
import type { Answers } from './answers';

export const STEPS = ['Business', 'Money', 'Papers', 'Hours', 'You'] as const;

const FIELDS: readonly string[][] = [
  ['business.name', 'business.legal_name', 'business.address', 'business.locale', 'business.zone'],
  [
    'business.currency',
    'business.tax_id',
    'business.vat_id',
    'business.tax_rates',
    'business.iban',
    'business.bic',
  ],
  ['logo', 'numbers'],
  ['business.hours', 'public_holidays', 'business.email', 'business.website', 'business.privacy_url'],
  ['administrator', 'code'],
];

/** The step on which a path is answered; the last one where nobody knows it. */
export function stepOf(path: string): number {
  const step = FIELDS.findIndex((fields) =>
    fields.some((field) => path === field || path.startsWith(`${field}.`)),
  );
  return step === -1 ? STEPS.length - 1 : step;
}

export function isAsked(path: string): boolean {
  return FIELDS.flat().some((field) => path === field || path.startsWith(`${field}.`));
}

type Errors = Record<string, string | null>;

export function checkStep(step: number, answers: Answers, code = false): Errors {
  if (step === 0) return checkBusiness(answers);
  if (step === 1) return checkMoney(answers);
  if (step === 2) return checkNumbers(answers);
  if (step === 3) return under('business', checkHours(answers.business));
  return checkYou(answers, code);
}

function checkBusiness(answers: Answers): Errors {
  return required(answers, {
    'business.name': 'Type the name customers know you by.',
    'business.address.street': 'Invoices must show an address: type street and number.',
    'business.address.city': 'Type the town.',
    'business.address.country': 'Choose the country; tax and currency follow from it.',
    'business.zone': 'Choose the time zone of your business hours.',
    'business.locale': 'Choose how dates and amounts are written.',
  });
}

function checkMoney(answers: Answers): Errors {
  const { business } = answers;
  const errors = {
    ...required(answers, { 'business.currency': 'Choose the currency you are paid in.' }),
    ...under('business', checkRates(business)),
  };
  if (!business.vat_id.trim() && !business.tax_id.trim()) {
    errors['business.tax_id'] = 'Give the tax number or the VAT number; every invoice must show one.';
  }
  return errors;
}

function checkNumbers({ numbers }: Answers): Errors {
  const errors: Errors = {};
  for (const { key, usual } of SERIES) {
    const { format, start } = numbers[key];
    if (wholeNumber(start) === null) errors[`numbers.${key}.start`] = 'A whole number from 1.';
    else if (printed(format, start, 2000) === null) {
      errors[`numbers.${key}.format`] = `Write it like ${usual}; {n} is the number.`;
    }
  }
  return errors;
}

function checkYou(answers: Answers, code: boolean): Errors {
  return required(answers, {
    'administrator.name': 'Type your name.',
    'administrator.email': 'Type your email address; you sign in with it.',
    'administrator.password': 'Choose a password.',
    ...(code ? { code: 'Type the code the program printed when it started.' } : {}),
  });
}
