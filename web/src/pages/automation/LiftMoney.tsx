// What people brought in, beside those left alone or those before: amounts, shares, where they come from, how sure.
import { Group, SimpleGrid, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMoney } from '../../ui/Money';
import { StatusBadge } from '../../ui/StatusBadge';
import type { Interval, LiftMoney as Figures, MoneyFigures } from './rehearsal';

const SOURCES = {
  deals_won: { title: 'Deals won', from: 'the deals', to: '/deals', did: 'became customers' },
  invoices_paid: { title: 'Invoices paid', from: 'the invoices', to: '/invoices', did: 'paid' },
} as const;

const VERDICTS = {
  better: { label: 'More', tone: 'good' },
  worse: { label: 'Less', tone: 'bad' },
  unclear: { label: 'No clear difference', tone: 'quiet' },
} as const;

export function LiftMoney({ of }: { of: Figures }) {
  const money = useMoney();
  const { title, from, to, did } = SOURCES[of.source];
  const { currency, against, verdict, each_minor: each, share_bp: share } = of;
  const say = (minor: number) => money({ minor, currency });
  const others = against === 'hold_out' ? 'Left alone' : 'Before';
  const said = verdict ? VERDICTS[verdict] : null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <SimpleGrid cols={2} spacing="md" mt={4}>
        <Side label="Since" figures={of.since} say={say} did={did} />
        {of.other ? <Side label={others} figures={of.other} say={say} did={did} /> : null}
      </SimpleGrid>
      <Group gap="xs" mt={4}>
        {of.too_early ? <StatusBadge state="early" label="Too early" tone="waiting" /> : null}
        {said ? <StatusBadge state={said.label} label={said.label} tone={said.tone} /> : null}
        {each ? <Text size="sm">{sayBetween(each, say)} for each person</Text> : null}
      </Group>
      {share ? (
        <Text size="sm">
          {sayBetween(share, (bp) => `${(bp / 100).toFixed(1)} points`)} in the share that {did}
        </Text>
      ) : null}
      <Text size="xs" c="dimmed" component="div">
        {of.too_early ? 'Fewer than 30 people on one side say nothing yet. ' : ''}
        From <Link to={to as '/'}>{from}</Link>: what a person brought in the {of.within_days} days after it
        was first counted for them, in {currency}, test records left out.
        {of.waiting ? ` ${of.waiting.toLocaleString()} are not counted yet: their time is not over.` : ''}
        {of.other_currency
          ? ` ${of.other_currency.toLocaleString()} brought other currencies too, left out.`
          : ''}
      </Text>
    </div>
  );
}

interface OfSide {
  label: string;
  figures: MoneyFigures;
  say: (minor: number) => string;
  did: string;
}

function Side({ label, figures, say, did }: OfSide) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={650} className="num">
        {figures.each_minor === null ? '–' : `${say(figures.each_minor)} each`}
      </Text>
      <Text size="xs" c="dimmed" className="num">
        {say(figures.minor)} in all; {figures.with_value.toLocaleString()} of{' '}
        {figures.people.toLocaleString()} {did}
        {figures.share_bp === null ? '' : ` (${(figures.share_bp / 100).toFixed(1)} %)`}
      </Text>
    </div>
  );
}

function sayBetween({ value, low, high }: Interval, say: (amount: number) => string): string {
  const side = (amount: number) => `${say(Math.abs(amount))} ${amount < 0 ? 'less' : 'more'}`;
  return `${side(value)}; with 95 % confidence between ${side(low)} and ${side(high)}`;
}
