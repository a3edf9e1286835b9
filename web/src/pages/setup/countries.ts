// What a new business in a country most likely needs: currency, name of its tax, rates in basis points.
// Standard and main reduced rates as of January 2026, offered as a proposal that the person confirms.

export interface Custom {
  currency: string;
  tax: string;
  rates: readonly number[];
}

const VAT = (currency: string, ...rates: number[]): Custom => ({ currency, tax: 'VAT', rates });
const EUR = (...rates: number[]): Custom => VAT('EUR', ...rates);
const NAMED = (tax: string, currency: string, ...rates: number[]): Custom => ({ currency, tax, rates });

export const CUSTOMS: Record<string, Custom> = {
  AT: EUR(2000, 1000),
  BE: EUR(2100, 600),
  BG: EUR(2000, 900),
  CH: VAT('CHF', 810, 260),
  CY: EUR(1900, 900),
  CZ: VAT('CZK', 2100, 1200),
  DE: EUR(1900, 700),
  DK: VAT('DKK', 2500),
  EE: EUR(2400, 900),
  ES: EUR(2100, 1000),
  FI: EUR(2550),
  FR: EUR(2000, 1000),
  GB: VAT('GBP', 2000, 500),
  GR: EUR(2400, 1300),
  HR: EUR(2500, 1300),
  HU: VAT('HUF', 2700, 500),
  IE: EUR(2300, 1350),
  IS: VAT('ISK', 2400, 1100),
  IT: EUR(2200, 1000),
  LI: VAT('CHF', 810, 260),
  LT: EUR(2100),
  LU: EUR(1700, 800),
  LV: EUR(2100, 1200),
  MT: EUR(1800, 700),
  NL: EUR(2100, 900),
  NO: VAT('NOK', 2500, 1500),
  PL: VAT('PLN', 2300, 800),
  PT: EUR(2300, 600),
  RO: VAT('RON', 2100, 1100),
  SE: VAT('SEK', 2500, 1200),
  SI: EUR(2200, 950),
  SK: EUR(2300, 500),
  AE: VAT('AED', 500),
  AU: NAMED('GST', 'AUD', 1000),
  BR: NAMED('Tax', 'BRL'),
  CA: NAMED('GST', 'CAD', 500),
  IL: VAT('ILS', 1800),
  IN: NAMED('GST', 'INR', 1800),
  JP: NAMED('Consumption tax', 'JPY', 1000, 800),
  KR: VAT('KRW', 1000),
  MX: VAT('MXN', 1600),
  NZ: NAMED('GST', 'NZD', 1500),
  SG: NAMED('GST', 'SGD', 900),
  TR: VAT('TRY', 2000),
  US: NAMED('Sales tax', 'USD'),
  ZA: VAT('ZAR', 1500),
};

const CODES =
  'AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC ' +
  'CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA ' +
  'GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE ' +
  'KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS ' +
  'MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO ' +
  'RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV ' +
  'TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

export interface Choice {
  value: string;
  label: string;
}

const byLabel = (a: Choice, b: Choice) => a.label.localeCompare(b.label);

export function countryChoices(): Choice[] {
  return CODES.split(' ')
    .map((value) => ({ value, label: countryName(value) }))
    .toSorted(byLabel);
}

/** "Germany" for `DE`, in the reader's language; what is no code stays as it is written. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(undefined, { type: 'region' }).of(code) ?? code;
}

export function currencyChoices(): Choice[] {
  const names = new Intl.DisplayNames(undefined, { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((value) => ({
    value,
    label: `${value} – ${names.of(value)}`,
  }));
}
