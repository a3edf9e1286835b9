// The hours of hand work and what they are worth: each figure with its source, and what is not known yet.
import { Stack, Text } from '@mantine/core';
import { useMoney } from '../../ui/Money';
import { When } from '../../ui/When';
import type { Lift, Reclaimed, Worth } from './rehearsal';
import { sayClocks, sayErrors, sayPayback, saySaved, saySource } from './worth';

interface OfWorth {
  reclaimed: Reclaimed;
  worth: Worth | undefined;
  errors: Lift['errors'];
  clocks: Lift['clocks'];
}

const NOTHING: Worth = {
  hour_cost: null,
  saved: null,
  minutes_spent: 0,
  spent: null,
  paid_back_at: null,
  pays_back_at: null,
};

export function LiftWorth({ reclaimed, worth = NOTHING, errors, clocks }: OfWorth) {
  const money = useMoney();
  const payback = sayPayback(reclaimed.minutes_saved, worth, money);
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        Hand work saved
      </Text>
      <Text size="sm">{saySaved(reclaimed, worth, money)}</Text>
      <Text size="xs" c="dimmed">
        {saySource(reclaimed, worth)}
      </Text>
      <Text size="sm" component="div">
        {payback.words} {payback.at ? <When at={payback.at} /> : null}
      </Text>
      {clocks?.unknown ? <Text size="sm">{sayClocks(clocks)}</Text> : null}
      {errors ? <Text size="sm">{sayErrors(errors)}</Text> : null}
    </Stack>
  );
}
