// Who pays what when: the rows make exactly the whole, and each becomes a milestone once it is signed.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Block } from '../../ui/Block';
import { readPercent, writePercent, type PartDraft } from './draft';
import { moved, RowTools } from './Lines';
import type { Drafting } from './useDraft';

export function Plan({ drafting, readOnly }: { drafting: Drafting; readOnly: boolean }) {
  const { draft, change, wrong } = drafting;
  const sum = draft.plan.reduce((sum, { share }) => sum + (readPercent(share) ?? 0), 0);
  const put = (plan: PartDraft[]) => change({ plan });
  const set = (at: number, part: Partial<PartDraft>) =>
    put(draft.plan.map((each, n) => (n === at ? { ...each, ...part } : each)));
  return (
    <Block title="Payment">
      <Stack gap="sm">
        {draft.plan.map((row, at) => (
          <Group key={at} gap="sm" align="flex-end" role="group" aria-label={`Milestone ${at + 1}`}>
            <TextInput
              label="Milestone"
              value={row.title}
              error={wrong[`plan.${at}.title`]}
              onChange={(event) => set(at, { title: event.currentTarget.value })}
              style={{ flex: '2 1 160px' }}
            />
            <TextInput
              label="Share, %"
              inputMode="decimal"
              w={90}
              value={row.share}
              error={wrong[`plan.${at}.share`]}
              onChange={(event) => set(at, { share: event.currentTarget.value })}
            />
            <TextInput
              label="Days after signing"
              inputMode="numeric"
              w={130}
              value={row.days}
              error={wrong[`plan.${at}.days`]}
              onChange={(event) => set(at, { days: event.currentTarget.value })}
            />
            {readOnly ? null : (
              <RowTools
                at={at}
                up={(from) => put(moved(draft.plan, from))}
                away={() => put(draft.plan.filter((_, n) => n !== at))}
                what={row.title || `milestone ${at + 1}`}
              />
            )}
          </Group>
        ))}
        <Group justify="space-between">
          {readOnly ? null : (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              onClick={() => {
                const rest = writePercent(Math.max(0, 10_000 - sum));
                put([...draft.plan, { title: '', share: rest, days: '' }]);
              }}
            >
              Add a milestone
            </Button>
          )}
          <Text size="sm" c={sum === 10_000 ? 'dimmed' : 'var(--mantine-color-error)'} aria-live="polite">
            {sum === 10_000 ? '100 % in all' : `${writePercent(sum)} % in all; it must be 100 %`}
          </Text>
        </Group>
      </Stack>
    </Block>
  );
}
