import { describe, expect, it } from 'vitest';
import { readAmount, writeAmount } from './amount';

describe('an amount', () => {
  it.each([
    ['1250', 125000],
    ['1,250.50', 125050],
    ['1.250,50', 125050],
    ['1 250,5', 125050],
    ['€ 80', 8000],
    ['80 EUR', 8000],
    ['1.250', 125000],
    ['1.250.000', 125000000],
    ["12'000.05", 1200005],
  ])('%s is read', (typed, minor) => {
    expect(readAmount(typed, 'EUR')).toEqual({ minor, currency: 'EUR' });
  });
  it.each(['', 'about 80', '1.2.3.4,', '12.3456', '-5'])('%s is refused', (typed) => {
    expect(readAmount(typed, 'EUR')).toBeNull();
  });
  it('knows currencies without small coins', () => {
    expect(readAmount('1,250', 'JPY')).toEqual({ minor: 1250, currency: 'JPY' });
    expect(readAmount('12.5', 'JPY')).toBeNull();
  });
  it('is written so that it is read again', () => {
    for (const minor of [0, 5, 99, 100, 123456]) {
      expect(readAmount(writeAmount({ minor, currency: 'EUR' }), 'EUR')).toEqual({ minor, currency: 'EUR' });
    }
  });
});
