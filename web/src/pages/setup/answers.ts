// What the steps gather, and how it is told to the server.
import {
  placeDetails,
  toDetails,
  toForm,
  USUAL_SPAN,
  type BusinessForm,
  type Details,
} from '../settings/details';
import { base64Of } from '../settings/logo';
import { SERIES, wholeNumber, type SeriesKey } from '../settings/numbers';
import { guessCountry, guessForCountry, type Device } from './guess';

interface Typed {
  format: string;
  start: string;
}

export interface Answers {
  business: BusinessForm;
  /** Those of the country, where they are known. */
  public_holidays: boolean;
  /** As an address that shows it; empty where there is none. */
  logo: string;
  numbers: Record<SeriesKey, Typed>;
  administrator: { name: string; email: string; password: string };
  /** Only where the program asks for it. */
  code: string;
}

const NOTHING: Details = {
  name: '',
  legal_name: '',
  address: { street: '', postal_code: '', city: '', region: null, country: '' },
  tax_id: null,
  vat_id: null,
  tax_rates: [],
  iban: null,
  bic: null,
  currency: '',
  locale: '',
  zone: '',
  hours: { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] },
  holidays: [],
  holiday_region: null,
  worked_holidays: [],
  quiet_hours: null,
  email: null,
  website: null,
  privacy_url: null,
};

function bySeries<T>(of: (series: (typeof SERIES)[number]) => T): Record<SeriesKey, T> {
  return Object.fromEntries(SERIES.map((series) => [series.key, of(series)])) as Record<SeriesKey, T>;
}

export function firstAnswers(device: Device): Answers {
  const country = guessCountry(device);
  const empty = toForm(NOTHING);
  return {
    business: {
      ...empty,
      address: { ...empty.address, country },
      zone: device.zone,
      hours: empty.hours.map((_, index) => ({ open: index < 5, spans: [USUAL_SPAN] })),
      ...guessForCountry(country, device.language),
    },
    public_holidays: true,
    logo: '',
    numbers: bySeries(({ usual }) => ({ format: usual, start: '1' })),
    administrator: { name: '', email: '', password: '' },
    code: '',
  };
}

/** The command's body; a password is never trimmed. */
export function toBody({ business, public_holidays, logo, numbers, administrator, code }: Answers): unknown {
  return {
    business: toDetails(business),
    public_holidays,
    logo: logo ? base64Of(logo) : null,
    numbers: bySeries(({ key }) => ({
      format: numbers[key].format.trim(),
      start: wholeNumber(numbers[key].start) ?? 0,
    })),
    administrator: {
      name: administrator.name.trim(),
      email: administrator.email.trim(),
      password: administrator.password,
    },
    code: code.trim() || null,
  };
}

/** The server's path → the form's. */
export function place(path: string): string {
  return path.startsWith('business.') ? `business.${placeDetails(path.slice('business.'.length))}` : path;
}
