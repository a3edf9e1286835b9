// How the customer was asked for the money, and asking them once more.
import { Button, Group, Stack, Text } from '@mantine/core';
import type { BillingSettings, InvoiceView } from '../../api/billing';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { reminderWords } from './words';

/** The next one that makes sense; the server has the last word. */
function nextLevel(invoice: InvoiceView, levels: number): number | null {
  const sent = Math.max(-1, ...invoice.reminders.map(({ level }) => level));
  const level = invoice.days_late > 0 ? Math.max(1, sent + 1) : 0;
  return level > sent && level <= levels ? level : null;
}

export function Reminders({ invoice }: { invoice: InvoiceView }) {
  const may = useMay('invoice.remind');
  const { data } = useView<{ settings: BillingSettings }>('/settings/billing', { nouns: ['setting'] });
  const level = nextLevel(invoice, data?.settings.reminder_days.length ?? 3);
  const open = invoice.state === 'issued';
  if (!open && invoice.reminders.length === 0) return null;
  return (
    <Block title="Reminders">
      <Stack gap={6}>
        {invoice.reminders.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nobody was reminded yet.
          </Text>
        ) : null}
        {invoice.reminders.map(({ level: sent, at }) => (
          <Text key={sent} size="sm">
            {reminderWords(sent)} sent <When at={at} />
          </Text>
        ))}
        {may && open && level !== null && !invoice.disputed ? (
          <Group mt={6}>
            <Button size="xs" variant="default" onClick={() => void remind(invoice, level)}>
              Send {reminderWords(level).toLowerCase()}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Block>
  );
}

async function remind(invoice: InvoiceView, level: number) {
  const words = reminderWords(level);
  const sure = await confirm({
    title: `Send ${words.toLowerCase()}?`,
    text: `${invoice.buyer_name} gets a mail about ${invoice.number} with the invoice attached.`,
    verb: 'Send it',
  });
  if (sure) await act('invoice.remind', { invoice: invoice.id, level }, { done: `${words} is on its way` });
}
