// The line: nine states, the joints between them, what waits at each and what it is worth; and that nothing is forgotten.
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ServiceView } from '../../api/crm';
import type { LineView } from '../../api/line';
import { useView } from '../../api/query';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { useMoney } from '../../ui/Money';
import { useFilters } from '../../ui/filters';
import { Conserved } from './Conserved';
import { Track } from './Track';
import { PERIODS, daysOf, fromDays, inDays } from './joints';

export function Page() {
  const [chosen, set] = useFilters(['days', 'service']);
  const days = daysOf(chosen.days);
  const service = chosen.service;
  const view = useView<LineView>('/line', {
    query: { from: fromDays(days), ...(service ? { service } : {}) },
    nouns: ['*'],
  });
  return (
    <>
      <PageHead title="The line" sub={view.data ? <Sum of={view.data} /> : undefined}>
        <Choices days={days} service={service} set={set} />
      </PageHead>
      <Stack gap="lg">
        {view.data ? (
          <Track line={view.data} days={days} service={service} />
        ) : view.error ? (
          <ProblemNote problem={view.error} again={() => void view.refetch()} />
        ) : (
          <WaitingRows count={1} height={300} />
        )}
        <Conserved />
      </Stack>
    </>
  );
}

function Sum({ of: { waiting, late, money_waiting: waits } }: { of: LineView }) {
  const money = useMoney();
  const worth = waits.map(money).join(' + ');
  return (
    <>
      {waiting.toLocaleString()} {waiting === 1 ? 'record waits' : 'records wait'}
      {worth ? `, worth ${worth}` : ''}
      {late ? (
        <Text span inherit c="var(--mantine-color-error)" fw={600}>
          , {late.toLocaleString()} longer than {late === 1 ? 'its joint' : 'their joint'} should take
        </Text>
      ) : null}
      .
    </>
  );
}

interface Choosing {
  days: number;
  service: string | undefined;
  set: (change: { days?: string | null; service?: string | null }) => void;
}

function Choices({ days, service, set }: Choosing) {
  const services = useView<ServiceView[]>('/services').data ?? [];
  return (
    <Group gap="xs">
      <Button component={Link} to="/line/week" variant="default">
        Week
      </Button>
      {services.length > 1 ? (
        <Select
          aria-label="Service"
          placeholder="Every service"
          data={services.map(({ id, name }) => ({ value: id, label: name }))}
          value={service ?? null}
          onChange={(next) => set({ service: next })}
          clearable
          w={190}
        />
      ) : null}
      <Select
        aria-label="Period"
        data={PERIODS.map((known) => ({ value: String(known), label: `In ${inDays(known)}` }))}
        value={String(days)}
        onChange={(next) => set({ days: next === '30' ? null : next })}
        allowDeselect={false}
        w={190}
      />
    </Group>
  );
}
