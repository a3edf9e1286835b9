// Amounts: from whole minor units to text without a float in between, figures of one width.
import { Text, type TextProps } from '@mantine/core';
import { useBusiness } from '../api/session';
import type { Money as Amount } from '../api/views';

/** `{minor: 123456, currency: "EUR"}` → `€1,234.56`, with the currency's own number of decimals. */
export function formatMoney({ minor, currency }: Amount, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const places = format.resolvedOptions().maximumFractionDigits ?? 2;
  const digits = String(Math.abs(minor)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const text = `${minor < 0 ? '-' : ''}${whole}${places ? `.${digits.slice(-places)}` : ''}`;
  return format.format(text as Intl.StringNumericLiteral);
}

/** `€412K`: for tiles, where the exact amount stands in the tooltip or a click away. */
export function formatRoughly({ minor, currency }: Amount, locale?: string): string {
  const places = new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions();
  const units = minor / 10 ** (places.maximumFractionDigits ?? 2);
  const wish = { style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, wish).format(units);
}

export function useMoney(): (amount: Amount) => string {
  const { locale } = useBusiness();
  return (amount) => formatMoney(amount, locale);
}

export function Money({ of, ...rest }: { of: Amount | null | undefined } & TextProps) {
  const money = useMoney();
  return (
    <Text span inherit className="num nowrap" {...rest}>
      {of ? money(of) : '–'}
    </Text>
  );
}
