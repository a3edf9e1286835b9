// What would have happened: how many, when, against what really happened, whom it would have met, why not.
import { Alert, Box, Group, List, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Block } from '../../ui/Block';
import { StatTile, StatTiles } from '../../ui/StatTile';
import { RehearsedMessages } from './RehearsedMessages';
import { About } from './Runs';
import { outcomeWords, type Difference, type Rehearsal, type Report } from './rehearsal';

export function RehearsalReport({ rehearsal, report }: { rehearsal: Rehearsal; report: Report }) {
  const { messages } = report;
  return (
    <Stack gap="lg">
      <StatTiles>
        <StatTile label="Runs" value={report.enrolled.toLocaleString()} note={`${report.people} people`} />
        <StatTile
          label="Messages"
          value={messages.left.toLocaleString()}
          note={`${messages.held} would have waited`}
        />
        <StatTile
          label="For each contact"
          value={messages.per_contact_p50}
          note={`${messages.per_contact_max} at most`}
        />
        <StatTile label="Facts read" value={report.facts.toLocaleString()} note={heldOut(report)} />
      </StatTiles>
      <Beside report={report} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Against
          title="Against what really happened"
          found={report.against_what_happened}
          other="it really did"
        />
        <Against
          title="Against the published version"
          found={report.against_published}
          other="the published version would have"
        />
      </SimpleGrid>
      <Days report={report} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Counts title="How runs end" counts={named(report.outcomes)} empty="No run would have begun." />
        <Counts title="What else it does" counts={report.did} empty="Nothing but messages." />
        <Refused report={report} />
        <Counts title="Messages it would keep back" counts={messages.skipped} empty="None." />
      </SimpleGrid>
      <RehearsedMessages rehearsal={rehearsal} />
      <Block title="What is taken for granted">
        <List size="sm" c="dimmed" spacing={4}>
          {report.assumed.map((words) => (
            <List.Item key={words}>{words}</List.Item>
          ))}
        </List>
      </Block>
    </Stack>
  );
}

const heldOut = ({ held_out: held }: Report) => (held ? `${held} left alone, to measure by` : undefined);

const named = (outcomes: Record<string, number>) =>
  Object.fromEntries(Object.entries(outcomes).map(([word, count]) => [outcomeWords(word), count]));

function Beside({ report: { beside } }: { report: Report }) {
  if (beside.length === 0) return null;
  return (
    <Alert color="orange" variant="light" title="On some days it would not have been alone">
      {beside.map(({ name, days, automation }) => (
        <Text size="sm" key={automation ?? name}>
          {name} really wrote to the same person on{' '}
          {days === 1 ? 'the same day, once' : `${days} of these days`}.
        </Text>
      ))}
    </Alert>
  );
}

interface Compared {
  title: string;
  found: Difference | null;
  other: string;
}

function Against({ title, found, other }: Compared) {
  return (
    <Block title={title}>
      {found ? (
        <Stack gap={6}>
          <Text size="sm">
            <b>{found.more.toLocaleString()}</b> messages more than {other},{' '}
            <b>{found.fewer.toLocaleString()}</b> fewer, <b>{found.same.toLocaleString()}</b> the same.
          </Text>
          {found.runs_differ ? (
            <>
              <Text size="sm">{found.runs_differ.toLocaleString()} runs would have gone another way:</Text>
              <List size="sm" spacing={2}>
                {found.runs.slice(0, 8).map(({ subject, at, draft, other: theirs }) => (
                  <List.Item key={`${subject} ${at}`}>
                    <About id={subject} />: {said(draft)}, not {said(theirs).toLowerCase()}
                  </List.Item>
                ))}
              </List>
            </>
          ) : null}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          It was never published, so there is nothing to compare with.
        </Text>
      )}
    </Block>
  );
}

const said = (outcome: string | null) => (outcome ? outcomeWords(outcome) : 'No run');

function Days({ report: { days } }: { report: Report }) {
  if (days.length === 0) return null;
  const most = Math.max(...days.map(({ messages, happened }) => Math.max(messages, happened)), 1);
  return (
    <Block title="Day by day">
      <Table.ScrollContainer minWidth={460} mah={360}>
        <Table verticalSpacing={4} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Day</Table.Th>
              <Table.Th ta="right">Runs</Table.Th>
              <Table.Th ta="right">Messages</Table.Th>
              <Table.Th ta="right">Really sent</Table.Th>
              <Table.Th aria-hidden w="35%" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {days.map(({ on, enrolled, messages, happened }) => (
              <Table.Tr key={on}>
                <Table.Td className="nowrap num">{on}</Table.Td>
                <Num>{enrolled}</Num>
                <Num>{messages}</Num>
                <Num>{happened}</Num>
                <Table.Td aria-hidden>
                  <Bar share={messages / most} color="var(--mantine-primary-color-filled)" />
                  <Bar share={happened / most} color="var(--mantine-color-gray-5)" />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Block>
  );
}

function Bar({ share, color }: { share: number; color: string }) {
  return <Box h={5} mb={2} w={`${Math.round(share * 100)}%`} bg={color} style={{ borderRadius: 3 }} />;
}

function Num({ children }: { children: ReactNode }) {
  return (
    <Table.Td ta="right" className="num">
      {children}
    </Table.Td>
  );
}

function Counts({ title, counts, empty }: { title: string; counts: Record<string, number>; empty: string }) {
  const all = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return (
    <Block title={title}>
      {all.length ? (
        <Stack gap={4}>
          {all.map(([words, count]) => (
            <Group key={words} justify="space-between" wrap="nowrap" gap="md">
              <Text size="sm">{words}</Text>
              <Text size="sm" className="num">
                {count.toLocaleString()}
              </Text>
            </Group>
          ))}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      )}
    </Block>
  );
}

function Refused({ report: { refused } }: { report: Report }) {
  return (
    <Block title="Why nobody was taken in">
      {refused.length ? (
        <Stack gap="xs">
          {refused.map(({ reason, times, records }) => (
            <div key={reason}>
              <Text size="sm">
                {times.toLocaleString()} × {reason}
              </Text>
              <Text size="xs" c="dimmed" component="div">
                Such as{' '}
                {records.slice(0, 3).map((id, index) => (
                  <span key={id}>
                    {index ? ', ' : null}
                    <About id={id} />
                  </span>
                ))}
              </Text>
            </div>
          ))}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          Everybody it heard of was taken in. See{' '}
          <Link to="/automations" className="quiet-link">
            all automations
          </Link>
          .
        </Text>
      )}
    </Block>
  );
}
