// What the business says of itself: as the server keeps it, and as a form holds it. Setup and settings share it.
import { basisPointsOf, percentOf } from './percent';

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Day = (typeof DAYS)[number];

/** As `business.read` gives it and `business.change` takes it. */
export interface Details {
  name: string;
  legal_name: string;
  address: { street: string; postal_code: string; city: string; region: string | null; country: string };
  tax_id: string | null;
  vat_id: string | null;
  tax_rates: { name: string; rate: number }[];
  iban: string | null;
  bic: string | null;
  currency: string;
  locale: string;
  zone: string;
  /** Per day, such as `09:00-12:00`; none is closed. */
  hours: Record<Day, string[]>;
  holidays: string[];
  /** Whose public holidays are kept besides, such as `DE-BY`. */
  holiday_region: string | null;
  /** Its holidays on which work goes on. */
  worked_holidays: string[];
  quiet_hours: { from: string; to: string } | null;
  email: string | null;
  website: string | null;
  privacy_url: string | null;
}

export interface Span {
  from: string;
  to: string;
}

export interface TaxRate {
  name: string;
  percent: string;
}

/** Every field a text, as it is typed. */
export interface BusinessForm {
  name: string;
  legal_name: string;
  address: { street: string; postal_code: string; city: string; region: string; country: string };
  tax_id: string;
  vat_id: string;
  tax_rates: TaxRate[];
  iban: string;
  bic: string;
  currency: string;
  locale: string;
  zone: string;
  /** Monday first. */
  hours: { open: boolean; spans: Span[] }[];
  holidays: string[];
  /** Empty: none. */
  holiday_region: string;
  worked_holidays: string[];
  quiet: { on: boolean; from: string; to: string };
  email: string;
  website: string;
  privacy_url: string;
}

export const USUAL_SPAN: Span = { from: '09:00', to: '17:00' };
const USUAL_QUIET = { on: false, from: '21:00', to: '08:00' };

function spanOf(text: string): Span {
  const [from = '', to = ''] = text.split('-');
  return { from, to };
}

export function toForm(kept: Details): BusinessForm {
  const { quiet_hours: quiet, ...rest } = kept;
  return {
    ...rest,
    address: { ...kept.address, region: kept.address.region ?? '' },
    tax_id: kept.tax_id ?? '',
    vat_id: kept.vat_id ?? '',
    iban: kept.iban ?? '',
    bic: kept.bic ?? '',
    email: kept.email ?? '',
    website: kept.website ?? '',
    privacy_url: kept.privacy_url ?? '',
    holiday_region: kept.holiday_region ?? '',
    tax_rates: kept.tax_rates.map(({ name, rate }) => ({ name, percent: percentOf(rate) })),
    hours: DAYS.map((day) => ({
      open: kept.hours[day].length > 0,
      spans: kept.hours[day].length ? kept.hours[day].map(spanOf) : [USUAL_SPAN],
    })),
    quiet: quiet ? { on: true, ...quiet } : USUAL_QUIET,
  };
}

const said = (text: string) => text.trim() || null;

/** A percentage that cannot be read stays out of range, so that the server's word about it comes to its field. */
export function toDetails(form: BusinessForm): Details {
  const { quiet, ...rest } = form;
  const hours = DAYS.map((day, row) => {
    const typed = form.hours[row];
    return [day, typed?.open ? typed.spans.map(({ from, to }) => `${from}-${to}`) : []] as const;
  });
  return {
    ...rest,
    name: form.name.trim(),
    legal_name: form.legal_name.trim(),
    address: { ...form.address, region: said(form.address.region) },
    tax_id: said(form.tax_id),
    vat_id: said(form.vat_id),
    iban: said(form.iban),
    bic: said(form.bic),
    email: said(form.email),
    website: said(form.website),
    privacy_url: said(form.privacy_url),
    tax_rates: form.tax_rates.map(({ name, percent }) => ({
      name: name.trim(),
      rate: basisPointsOf(percent) ?? -1,
    })),
    hours: Object.fromEntries(hours) as Record<Day, string[]>,
    holidays: [...form.holidays].toSorted(),
    holiday_region: said(form.holiday_region),
    worked_holidays: form.holiday_region ? [...form.worked_holidays].toSorted() : [],
    quiet_hours: quiet.on ? { from: quiet.from, to: quiet.to } : null,
  };
}

/** The server's path below the document → the form's. */
export function placeDetails(path: string): string {
  const day = /^hours\.([a-z]+)\.(\d+)$/.exec(path);
  if (day) return `hours.${DAYS.indexOf(day[1] as Day)}.spans.${day[2]}.to`;
  if (path.startsWith('quiet_hours')) return path === 'quiet_hours' ? 'quiet.to' : path.replace('_hours', '');
  if (path.startsWith('holidays.')) return 'holidays';
  if (path.startsWith('worked_holidays.')) return 'holiday_region';
  return path.replace(/^(tax_rates\.\d+)\.rate$/, '$1.percent');
}

type Errors = Record<string, string | null>;

export function checkRates({ tax_rates: rates }: BusinessForm): Errors {
  const errors: Errors = {};
  rates.forEach(({ name, percent }, row) => {
    if (!name.trim()) errors[`tax_rates.${row}.name`] = 'Name it as it shall stand on invoices.';
    if (basisPointsOf(percent) === null) errors[`tax_rates.${row}.percent`] = 'A percentage, like 19 or 8.1.';
  });
  return errors;
}

export function checkHours({ hours }: BusinessForm): Errors {
  const errors: Errors = {};
  hours.forEach(({ open, spans }, row) => {
    if (!open) return;
    spans.forEach(({ from, to }, part) => {
      const before = spans[part - 1]?.to ?? '';
      if (!(from && to && from < to))
        errors[`hours.${row}.spans.${part}.to`] = 'Closing must come after opening.';
      else if (from < before)
        errors[`hours.${row}.spans.${part}.from`] = 'Begins before the hours above it end.';
    });
  });
  if (!hours.some(({ open }) => open)) errors['hours.0.open'] = 'Open at least one day of the week.';
  return errors;
}

/** Paths of a form inside another one. */
export function under(prefix: string, errors: Errors): Errors {
  return Object.fromEntries(Object.entries(errors).map(([path, text]) => [`${prefix}.${path}`, text]));
}
