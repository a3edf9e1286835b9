// A file as it would be read: the first bookings, the sums, and what is wrong line by line.
import { Alert, Group, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { PreviewView } from '../../api/cash';
import { Money } from '../../ui/Money';
import { Day } from '../invoice/parts';

const SHOWN = 6;
const NAMED = 12;

export function Preview({ preview }: { preview: PreviewView }) {
  return (
    <>
      {preview.wrong ? <Wrong preview={preview} /> : null}
      {preview.lines ? <Sums preview={preview} /> : null}
      {preview.rows.length ? <Rows preview={preview} /> : null}
    </>
  );
}

function Wrong({ preview: { errors, wrong } }: { preview: PreviewView }) {
  const rest = wrong - Math.min(errors.length, NAMED);
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      radius="lg"
      icon={<IconAlertTriangle />}
      title={`${wrong.toLocaleString()} ${wrong === 1 ? 'line cannot' : 'lines cannot'} be read; nothing is imported`}
    >
      {errors.slice(0, NAMED).map(({ line, column, detail }) => (
        <Text size="sm" key={`${line} ${column} ${detail}`} style={{ overflowWrap: 'anywhere' }}>
          Line {line}
          {column ? `, ${column}` : ''}: {detail}
        </Text>
      ))}
      {rest > 0 ? <Text size="sm">and {rest.toLocaleString()} more.</Text> : null}
      <Text size="sm" mt="xs">
        Change how the columns are read below, or correct the file.
      </Text>
    </Alert>
  );
}

function Sums({ preview }: { preview: PreviewView }) {
  const { lines, new: fresh, came_in: came, went_out: went } = preview;
  return (
    <Group gap="xs" role="status">
      <Text size="sm" className="num">
        {lines.toLocaleString()} {lines === 1 ? 'line' : 'lines'}, {fresh.toLocaleString()} new ·{' '}
        <Day day={preview.first_on} /> to <Day day={preview.last_on} /> · in <Money of={came} /> · out{' '}
        <Money of={{ ...went, minor: Math.abs(went.minor) }} />
      </Text>
    </Group>
  );
}

function Rows({ preview: { rows, lines } }: { preview: PreviewView }) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table verticalSpacing={4} className="num" aria-label="The first lines as they are read">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Line</Table.Th>
            <Table.Th>Day</Table.Th>
            <Table.Th>From or to</Table.Th>
            <Table.Th>Text</Table.Th>
            <Table.Th ta="end">Amount</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, SHOWN).map((row) => (
            <Table.Tr key={row.line}>
              <Table.Td>{row.line}</Table.Td>
              <Table.Td>
                <Day day={row.booked_on} />
              </Table.Td>
              <Table.Td>{row.payer || '–'}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{row.text || '–'}</Table.Td>
              <Table.Td ta="end">
                <Money of={row.amount} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        {lines > SHOWN ? <Table.Caption>and {(lines - SHOWN).toLocaleString()} more</Table.Caption> : null}
      </Table>
    </Table.ScrollContainer>
  );
}
