import { expect, test } from 'vitest';
import { firstAnswers, toBody } from '../setup/answers';
import { placeDetails, toDetails } from './details';
import { regionLabel } from './regions';

test('a region is called by its name where a code says little', () => {
  expect(['DE', 'DE-BY', 'GB-SCT', 'US-CA'].map(regionLabel)).toEqual([
    'The whole country',
    'Bavaria',
    'Scotland',
    'US-CA',
  ]);
});

test('without a region no holidays of it are worked', () => {
  const form = firstAnswers({ language: 'en', zone: 'Europe/Berlin' }).business;
  const bavarian = { ...form, holiday_region: 'DE-BY', worked_holidays: ['2027-06-04', '2026-06-04'] };
  expect(toDetails(bavarian)).toMatchObject({
    holiday_region: 'DE-BY',
    worked_holidays: ['2026-06-04', '2027-06-04'],
  });
  expect(toDetails({ ...bavarian, holiday_region: '' })).toMatchObject({
    holiday_region: null,
    worked_holidays: [],
  });
  expect(placeDetails('worked_holidays.0')).toBe('holiday_region');
});

test('setup keeps the public holidays of the country unless somebody says otherwise', () => {
  const answers = firstAnswers({ language: 'en', zone: 'Europe/Berlin' });
  expect(toBody(answers)).toMatchObject({ public_holidays: true });
  expect(toBody({ ...answers, public_holidays: false })).toMatchObject({ public_holidays: false });
});
