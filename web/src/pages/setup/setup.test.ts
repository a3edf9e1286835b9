import { expect, test } from 'vitest';
import { placeDetails, toDetails, toForm } from '../settings/details';
import { pictureTrouble } from '../settings/logo';
import { printed } from '../settings/numbers';
import { basisPointsOf, percentOf } from '../settings/percent';
import { firstAnswers, place, toBody } from './answers';
import { CUSTOMS } from './countries';
import { guessCountry, guessRates } from './guess';
import { checkStep, stepOf } from './steps';

const berlin = { language: 'en-US', zone: 'Europe/Berlin' };

test('the zone says more about the country than the language', () => {
  expect(guessCountry(berlin)).toBe('DE');
  expect(guessCountry({ language: 'fr-CH', zone: 'Etc/UTC' })).toBe('CH');
  expect(guessCountry({ language: 'en', zone: 'Etc/UTC' })).toBe('');
});

test('currency, tax and way of writing follow from the country', () => {
  const { currency, locale, tax_rates } = firstAnswers(berlin).business;
  expect([currency, locale]).toEqual(['EUR', 'en-DE']);
  expect(tax_rates).toEqual([
    { name: 'VAT', percent: '19' },
    { name: 'VAT reduced', percent: '7' },
  ]);
  expect(guessRates('US')).toEqual([{ name: 'No tax', percent: '0' }]);
});

test('percentages become basis points without a float, and back', () => {
  expect(['19', '8.1', '8,1', '2.55', '7 %'].map(basisPointsOf)).toEqual([1900, 810, 810, 255, 700]);
  expect(['', 'x', '1.234', '-1', '100'].map(basisPointsOf)).toEqual([null, null, null, null, null]);
  const rates = Object.values(CUSTOMS).flatMap((custom) => custom.rates);
  expect(rates.map((rate) => basisPointsOf(percentOf(rate)))).toEqual(rates);
});

test('every answer stands on a step, and every problem finds its field', () => {
  expect(
    ['business.name', 'business.tax_rates.1.percent', 'numbers.project.start', 'logo', 'code'].map(stepOf),
  ).toEqual([0, 1, 2, 2, 4]);
  expect(place('business.tax_rates.1.rate')).toBe('business.tax_rates.1.percent');
  expect(placeDetails('hours.tuesday.1')).toBe('hours.1.spans.1.to');
  expect(placeDetails('quiet_hours.from')).toBe('quiet.from');
  expect(place('numbers.invoice.format')).toBe('numbers.invoice.format');
});

test('settings that come back unchanged are what was kept', () => {
  const kept = toDetails({ ...firstAnswers(berlin).business, name: 'Northwind', tax_id: '12/345' });
  kept.hours.friday = ['08:00-12:00', '13:00-15:00'];
  kept.quiet_hours = { from: '22:00', to: '07:00' };
  expect(toDetails(toForm(kept))).toEqual(kept);
});

test('what is sent is what the command takes', () => {
  const answers = firstAnswers(berlin);
  answers.business.name = ' Northwind ';
  answers.logo = 'data:image/png;base64,aGVsbG8=';
  answers.numbers.proposal.start = ' 12';
  answers.administrator = { name: 'Dana', email: ' d@x.example', password: ' a sentence ' };
  expect(toBody(answers)).toMatchObject({
    business: {
      name: 'Northwind',
      vat_id: null,
      tax_rates: [
        { name: 'VAT', rate: 1900 },
        { name: 'VAT reduced', rate: 700 },
      ],
      hours: { monday: ['09:00-17:00'], saturday: [] },
      zone: 'Europe/Berlin',
    },
    logo: 'aGVsbG8=',
    numbers: {
      invoice: { format: 'INV-{year}-{n:4}', start: 1 },
      credit_note: { format: 'CN-{year}-{n:4}', start: 1 },
      proposal: { format: 'P-{year}-{n:4}', start: 12 },
      project: { format: 'PR-{year}-{n:4}', start: 1 },
    },
    administrator: { email: 'd@x.example', password: ' a sentence ' },
    code: null,
  });
});

test('a step does not end while something it needs is missing', () => {
  const answers = firstAnswers(berlin);
  expect(Object.values(checkStep(0, answers)).filter(Boolean)).toHaveLength(3);
  expect(checkStep(1, answers)['business.tax_id']).toMatch(/tax number/);
  answers.numbers.credit_note = { format: 'CN', start: '7' };
  answers.numbers.project.start = '0';
  expect(Object.keys(checkStep(2, answers))).toEqual(['numbers.credit_note.format', 'numbers.project.start']);
  answers.business.hours[0]!.spans = [{ from: '18:00', to: '17:00' }];
  expect(checkStep(3, answers)).toEqual({
    'business.hours.0.spans.0.to': 'Closing must come after opening.',
  });
  expect(checkStep(4, answers, true)['code']).toMatch(/printed/);
});

test('a number is shown as it will be printed', () => {
  expect(printed('INV-{year}-{n:4}', '42', 2026)).toBe('INV-2026-0042');
  expect(printed('INV', '1', 2026)).toBeNull();
  expect(printed('{month}-{n}', '1', 2026)).toBeNull();
});

test('a file that cannot be the logo is refused in words', () => {
  expect(pictureTrouble({ type: 'image/png', size: 1_000_000 })).toBeNull();
  expect(pictureTrouble({ type: 'image/svg+xml', size: 10 })).toMatch(/PNG, JPEG or WebP/);
  expect(pictureTrouble({ type: 'image/jpeg', size: 2_340_000 })).toMatch(
    /at most 1 MB; this one has 2.3 MB/,
  );
  expect(pictureTrouble({ type: 'image/webp', size: 0 })).toMatch(/empty/);
});
