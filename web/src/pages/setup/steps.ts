// The four steps: which answers stand on which, and what must be there before going on.
import { required } from '../../ui/form';
import type { Answers } from './answers';
import { basisPointsOf } from './guess';

export const STEPS = ['Business', 'Money', 'Hours and mail', 'You'] as const;

const FIELDS: readonly string[][] = [
  ['name', 'legal_name', 'address', 'locale', 'time_zone'],
  ['currency', 'tax_id', 'vat_id', 'tax_rates', 'iban', 'numbers'],
  ['business_hours', 'sender_mail'],
  ['administrator'],
];

/** The step on which a path is answered; the last one where nobody knows it. */
export function stepOf(path: string): number {
  const top = path.split('.')[0] ?? '';
  const step = FIELDS.findIndex((fields) => fields.includes(top));
  return step === -1 ? STEPS.length - 1 : step;
}

type Errors = Record<string, string | null>;

export function checkStep(step: number, answers: Answers): Errors {
  if (step === 0) return checkBusiness(answers);
  if (step === 1) return checkMoney(answers);
  if (step === 2) return checkHours(answers);
  return checkYou(answers);
}

function checkBusiness(answers: Answers): Errors {
  return required(answers, {
    'name': 'Type the name customers know you by.',
    'address.street': 'Invoices must show an address: type street and number.',
    'address.postal_code': 'Type the postal code.',
    'address.city': 'Type the town.',
    'address.country': 'Choose the country; tax and currency follow from it.',
    'time_zone': 'Choose the time zone of your business hours.',
    'locale': 'Choose how dates and amounts are written.',
  });
}

function checkMoney(answers: Answers): Errors {
  const errors = required(answers, { currency: 'Choose the currency you are paid in.' });
  answers.tax_rates.forEach(({ name, percent }, row) => {
    if (!name.trim()) errors[`tax_rates.${row}.name`] = 'Name it as it shall stand on invoices.';
    if (basisPointsOf(percent) === null) errors[`tax_rates.${row}.percent`] = 'A percentage, like 19 or 8.1.';
  });
  if (!/^[1-9]\d{0,8}$/.test(answers.numbers.invoice_start.trim())) {
    errors['numbers.invoice_start'] = 'A whole number from 1.';
  }
  return errors;
}

function checkHours({ business_hours }: Answers): Errors {
  const errors: Errors = {};
  business_hours.forEach(({ open, from, to }, row) => {
    if (open && !(from && to && from < to)) errors[`business_hours.${row}.to`] = 'Closing must come after opening.';
  });
  return errors;
}

function checkYou(answers: Answers): Errors {
  return required(answers, {
    'administrator.name': 'Type your name.',
    'administrator.email': 'Type your email address; you sign in with it.',
    'administrator.password': 'Choose a password.',
  });
}
