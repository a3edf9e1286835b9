// What the browser already knows about the business: country, currency, tax, zone and way of writing.
import { CUSTOMS, type Choice } from './countries';
import { percentOf } from '../settings/percent';
import type { BusinessForm, TaxRate } from '../settings/details';

export interface Device {
  language: string;
  zone: string;
}

/** Zones that belong to one country speak louder than the language somebody prefers. */
const ZONE_COUNTRY: Record<string, string> = {
  'Europe/Berlin': 'DE',
  'Europe/Busingen': 'DE',
  'Europe/Vienna': 'AT',
  'Europe/Zurich': 'CH',
  'Europe/London': 'GB',
  'Europe/Dublin': 'IE',
  'Europe/Paris': 'FR',
  'Europe/Madrid': 'ES',
  'Europe/Rome': 'IT',
  'Europe/Amsterdam': 'NL',
  'Europe/Brussels': 'BE',
  'Europe/Lisbon': 'PT',
  'Europe/Warsaw': 'PL',
  'Europe/Prague': 'CZ',
  'Europe/Stockholm': 'SE',
  'Europe/Oslo': 'NO',
  'Europe/Copenhagen': 'DK',
  'Europe/Helsinki': 'FI',
  'Europe/Athens': 'GR',
  'Europe/Budapest': 'HU',
  'Europe/Bucharest': 'RO',
  'Europe/Luxembourg': 'LU',
  'America/New_York': 'US',
  'America/Chicago': 'US',
  'America/Denver': 'US',
  'America/Los_Angeles': 'US',
  'America/Toronto': 'CA',
  'America/Vancouver': 'CA',
  'America/Mexico_City': 'MX',
  'America/Sao_Paulo': 'BR',
  'Australia/Sydney': 'AU',
  'Australia/Melbourne': 'AU',
  'Pacific/Auckland': 'NZ',
  'Asia/Singapore': 'SG',
  'Asia/Tokyo': 'JP',
  'Asia/Kolkata': 'IN',
  'Asia/Dubai': 'AE',
  'Africa/Johannesburg': 'ZA',
};

export function guessCountry({ language, zone }: Device): string {
  return ZONE_COUNTRY[zone] ?? new Intl.Locale(language).region ?? '';
}

/** The person's language as written in the country of the business: `en` in Germany is `en-DE`. */
export function guessLocale(language: string, country: string): string {
  const { language: tongue } = new Intl.Locale(language);
  return country ? `${tongue}-${country}` : language;
}

/** At least one: a business that charges none says so. */
export function guessRates(country: string): TaxRate[] {
  const { tax, rates } = CUSTOMS[country] ?? { tax: 'No tax', rates: [] };
  if (rates.length === 0) return [{ name: 'No tax', percent: '0' }];
  return rates.map((rate, place) => ({
    name: place === 0 ? tax : `${tax} reduced`,
    percent: percentOf(rate),
  }));
}

/** What follows from the country, unless the person has said otherwise. */
export function guessForCountry(
  country: string,
  language: string,
): Pick<BusinessForm, 'currency' | 'locale' | 'tax_rates'> {
  return {
    currency: CUSTOMS[country]?.currency ?? '',
    locale: guessLocale(language, country),
    tax_rates: guessRates(country),
  };
}

/** A few ways of writing dates and amounts, each shown by an example. */
export function localeChoices(current: string, language: string, country: string): Choice[] {
  const tags = new Set([
    current,
    guessLocale(language, country),
    language,
    'en-GB',
    'en-US',
    'de-DE',
    'fr-FR',
    'es-ES',
  ]);
  const names = new Intl.DisplayNames(undefined, { type: 'language' });
  const day = new Date(Date.UTC(2026, 11, 31));
  return [...tags].filter(Boolean).map((value) => {
    const date = new Intl.DateTimeFormat(value, { timeZone: 'UTC' }).format(day);
    const amount = new Intl.NumberFormat(value, { minimumFractionDigits: 2 }).format(1234.5);
    return { value, label: `${date} · ${amount} – ${names.of(value) ?? value}` };
  });
}
