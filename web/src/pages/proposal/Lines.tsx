// The priced lines: typed, or taken from the rate card; each may be left to the customer to choose.
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useView } from '../../api/query';
import type { ProposalView, RateCardView } from '../../api/sales';
import { useBusinessRates } from '../../api/rates';
import { Block } from '../../ui/Block';
import { Money } from '../../ui/Money';
import { emptyLine, lineFrom, readPercent, type LineDraft } from './draft';
import type { Drafting } from './useDraft';

interface Part {
  proposal: ProposalView;
  drafting: Drafting;
  readOnly: boolean;
}

export function Lines({ proposal, drafting, readOnly }: Part) {
  const { draft, change, wrong } = drafting;
  const rate = useBusinessRates()[0] ?? readPercent(draft.lines.at(-1)?.rate ?? '') ?? 0;
  const put = (lines: LineDraft[]) => change({ lines });
  return (
    <Block title="Lines">
      <Stack gap="sm">
        {draft.lines.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing is offered yet. Add a line for each thing you do, with its price.
          </Text>
        ) : null}
        {draft.lines.map((line, at) => (
          <Line
            key={at}
            line={line}
            at={at}
            count={draft.lines.length}
            currency={proposal.currency}
            drafting={drafting}
            readOnly={readOnly}
          />
        ))}
        {readOnly ? null : (
          <Group gap="xs">
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              onClick={() => put([...draft.lines, emptyLine(rate)])}
            >
              Add a line
            </Button>
            <FromCard add={(line) => put([...draft.lines, line])} currency={proposal.currency} />
          </Group>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label="Discount over all, in %"
            inputMode="decimal"
            value={draft.discount}
            error={wrong['discount']}
            onChange={(event) => change({ discount: event.currentTarget.value })}
          />
          <TextInput
            label="Why"
            description={null}
            value={draft.reason}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
        </SimpleGrid>
        <Sums proposal={proposal} />
      </Stack>
    </Block>
  );
}

/** As the server counted what it has kept. */
function Sums({ proposal }: { proposal: ProposalView }) {
  const { priced } = proposal;
  const rows: [string, typeof priced.sum][] = [['Net', priced.totals.net]];
  if (priced.discount.minor) rows.unshift(['Sum', priced.sum]);
  for (const group of priced.totals.groups) rows.push([`${group.rate / 100} % tax`, group.tax]);
  return (
    <Stack gap={2} aria-live="polite">
      {rows.map(([label, amount]) => (
        <Group key={label} justify="space-between">
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Money of={amount} fz="sm" />
        </Group>
      ))}
      <Group justify="space-between">
        <Text fw={650}>Total</Text>
        <Money of={priced.totals.gross} fw={650} />
      </Group>
    </Stack>
  );
}

function Line({
  line,
  at,
  count,
  currency,
  drafting,
  readOnly,
}: {
  line: LineDraft;
  at: number;
  count: number;
  currency: string;
  drafting: Drafting;
  readOnly: boolean;
}) {
  const { draft, change, wrong } = drafting;
  const set = (part: Partial<LineDraft>) =>
    change({ lines: draft.lines.map((each, n) => (n === at ? { ...each, ...part } : each)) });
  const field = (name: 'title' | 'text' | 'quantity' | 'unit' | 'price' | 'discount' | 'rate') => ({
    value: line[name],
    error: wrong[`lines.${at}.${name}`],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  });
  return (
    <Paper p="sm" radius="md" component="section" aria-label={`Line ${at + 1}`}>
      <Group gap="sm" align="flex-start">
        <TextInput {...field('title')} label="What" style={{ flex: '2 1 200px' }} />
        <TextInput {...field('quantity')} label="Quantity" inputMode="decimal" w={90} />
        <TextInput {...field('unit')} label="Unit" placeholder="hour" w={90} />
        <TextInput {...field('price')} label={`Price in ${currency}`} inputMode="decimal" w={120} />
        <TextInput {...field('discount')} label="Less, %" inputMode="decimal" w={80} />
        <TextInput {...field('rate')} label="Tax, %" inputMode="decimal" w={80} />
      </Group>
      <Textarea {...field('text')} label="More words" autosize minRows={1} mt="xs" />
      <Group justify="space-between" mt="xs">
        <Group gap="md">
          <Checkbox
            label="The customer may leave it out"
            checked={line.optional}
            onChange={(event) => set({ optional: event.currentTarget.checked })}
          />
          {line.optional ? (
            <Checkbox
              label="Chosen beforehand"
              checked={line.chosen}
              onChange={(event) => set({ chosen: event.currentTarget.checked })}
            />
          ) : null}
          {line.card ? (
            <Text size="xs" c="dimmed">
              Rate card, version {line.card}
            </Text>
          ) : null}
        </Group>
        {readOnly ? null : (
          <RowTools
            at={at}
            up={(from) => change({ lines: moved(draft.lines, from) })}
            away={() => change({ lines: draft.lines.filter((_, n) => n !== at) })}
            what={line.title || `line ${at + 1}`}
            last={count === 1}
          />
        )}
      </Group>
    </Paper>
  );
}

/** Up and away; the same for lines, payments and questions. */
export function RowTools({
  at,
  up,
  away,
  what,
  last = false,
}: {
  at: number;
  up: (at: number) => void;
  away: () => void;
  what: string;
  last?: boolean;
}) {
  return (
    <Group gap={4}>
      {at > 0 ? (
        <ActionIcon variant="subtle" color="gray" aria-label={`Move ${what} up`} onClick={() => up(at)}>
          <IconArrowUp size={16} />
        </ActionIcon>
      ) : null}
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${what}`} onClick={away} data-last={last}>
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

/** The row at `from` changes places with the one above. */
export function moved<T>(rows: readonly T[], from: number): T[] {
  const [above, row] = [rows[from - 1], rows[from]];
  if (above === undefined || row === undefined) return [...rows];
  return rows.map((each, n) => (n === from - 1 ? row : n === from ? above : each));
}

function FromCard({ add, currency }: { add: (line: LineDraft) => void; currency: string }) {
  const { data: card } = useView<RateCardView>('/rate-card', { nouns: ['rate_card', 'item'] });
  const items = (card?.items ?? []).filter(({ unit_price }) => unit_price.currency === currency);
  if (!card || items.length === 0) return null;
  return (
    <Select
      aria-label="Add from the rate card"
      placeholder="Add from the rate card"
      size="xs"
      w={240}
      searchable
      value={null}
      data={items.map(({ item, name }) => ({ value: item, label: name }))}
      onChange={(chosen) => {
        const item = items.find((each) => each.item === chosen);
        if (item) add(lineFrom(item, card.version));
      }}
    />
  );
}
