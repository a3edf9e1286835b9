// What the four steps gather, and how it is told to the server.
import { basisPointsOf, guessCountry, guessForCountry, type Device } from './guess';

export interface TaxRate {
  name: string;
  percent: string;
}

export interface Hours {
  day: string;
  open: boolean;
  from: string;
  to: string;
}

export interface Answers {
  name: string;
  legal_name: string;
  address: { street: string; postal_code: string; city: string; country: string };
  time_zone: string;
  locale: string;
  business_hours: Hours[];
  currency: string;
  tax_id: string;
  vat_id: string;
  tax_rates: TaxRate[];
  iban: string;
  numbers: { invoice_prefix: string; invoice_start: string };
  sender_mail: { name: string; address: string; reply_to: string };
  administrator: { name: string; email: string; password: string };
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

export function firstAnswers(device: Device): Answers {
  const country = guessCountry(device);
  return {
    name: '',
    legal_name: '',
    address: { street: '', postal_code: '', city: '', country },
    time_zone: device.zone,
    business_hours: DAYS.map((day, index) => ({ day, open: index < 5, from: '09:00', to: '17:00' })),
    tax_id: '',
    vat_id: '',
    iban: '',
    numbers: { invoice_prefix: 'INV-', invoice_start: '1' },
    sender_mail: { name: '', address: '', reply_to: '' },
    administrator: { name: '', email: '', password: '' },
    ...guessForCountry(country, device.language),
  };
}

/** The command's body: what was left empty is left out. */
export function toBody(answers: Answers): unknown {
  return withoutEmpty({
    ...answers,
    legal_name: answers.legal_name || answers.name,
    business_hours: answers.business_hours.filter(({ open }) => open).map(({ day, from, to }) => ({ day, from, to })),
    tax_rates: answers.tax_rates.map(({ name, percent }) => ({ name, basis_points: basisPointsOf(percent) })),
    iban: answers.iban.replace(/\s/g, '').toUpperCase(),
    numbers: { ...answers.numbers, invoice_start: Number(answers.numbers.invoice_start) },
    sender_mail: answers.sender_mail.address
      ? { ...answers.sender_mail, name: answers.sender_mail.name || answers.name }
      : null,
  });
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? value.trim() : value;
  const kept = Object.entries(value)
    .map(([name, part]) => [name, withoutEmpty(part)] as const)
    .filter(([, part]) => part !== '' && part !== null && part !== undefined);
  return Object.fromEntries(kept);
}

/** The server speaks of `tax_rates/0/basis_points`; here the field is the percentage. */
export function place(path: string): string {
  return path.replace(/^(tax_rates\.\d+)\.basis_points$/, '$1.percent');
}
