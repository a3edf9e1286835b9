// How far its runs come: a line of totals, the numbers of a step beside its words, and a plain table on a phone.
import { Box, Table, Text } from '@mantine/core';
import { inWords } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { sayLength, sayStands, type Funnel, type FunnelStep } from './funnel';

export function FunnelTotals({ funnel }: { funnel: Funnel }) {
  const parts = [
    [funnel.under_way, 'under way'],
    [funnel.parked, 'of these stuck'],
    [funnel.goal, 'reached the goal'],
    [funnel.exit, 'ended early'],
    [funnel.done, 'came to the end'],
    [funnel.cancelled, 'stopped'],
    [funnel.held_out, 'held out and not counted'],
  ] as const;
  const told = parts.filter(([many]) => many > 0).map(([many, words]) => `${many.toLocaleString()} ${words}`);
  return (
    <Text size="sm" className="num" mb="xs" component="div">
      <b>{funnel.entered.toLocaleString()}</b> {funnel.entered === 1 ? 'has' : 'have'} begun since{' '}
      <When at={funnel.since} />
      {told.length ? `: ${told.join(', ')}` : ''}.
      {funnel.practised ? ` ${funnel.practised.toLocaleString()} of them in practice.` : ''}
    </Text>
  );
}

/** Beside a step of the tree, where there is room: how many came to it, and a bar of their share. */
export function StepNumbers({ step, entered }: { step: FunnelStep | undefined; entered: number }) {
  if (!step || !entered) return null;
  const share = Math.min(100, Math.round((step.reached / entered) * 100));
  const stands = sayStands(step);
  return (
    <Box visibleFrom="sm" mt={2}>
      <div className="funnel-bar" aria-hidden>
        <div style={{ width: `${share}%` }} />
      </div>
      <Text size="xs" c="dimmed" className="num">
        {step.reached.toLocaleString()} came here ({share}%)
        {stands ? `: ${stands}` : ''}
        {step.median_seconds ? `; half were through within ${sayLength(step.median_seconds)}` : ''}
      </Text>
    </Box>
  );
}

export function FunnelTable({ funnel }: { funnel: Funnel }) {
  return (
    <Box hiddenFrom="sm" mt="md">
      <Table verticalSpacing={4} aria-label="How far its runs come">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Step</Table.Th>
            <Table.Th ta="right">Came</Table.Th>
            <Table.Th ta="right">There now</Table.Th>
            <Table.Th ta="right">Half within</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {funnel.steps.map((step) => (
            <Table.Tr key={step.step}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{inWords(step.step)}</Table.Td>
              <Table.Td ta="right">{step.reached.toLocaleString()}</Table.Td>
              <Table.Td ta="right">{(step.waiting + step.parked).toLocaleString()}</Table.Td>
              <Table.Td ta="right">{step.median_seconds ? sayLength(step.median_seconds) : '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
