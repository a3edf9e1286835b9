// What we must know to begin: asked of the customer once they have signed.
import { Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { BriefQuestion, BriefSource } from '../../api/sales';
import { Block } from '../../ui/Block';
import { questionId } from './draft';
import { moved, RowTools } from './Lines';
import type { Drafting } from './useDraft';

/** What the customer has said before the project begins. */
const SOURCES: { value: BriefSource; label: string }[] = [
  { value: 'inquiry', label: 'what they wrote first' },
  { value: 'signer', label: 'who signed' },
  { value: 'wished_day', label: 'the day they named' },
];

export function Brief({ drafting, readOnly }: { drafting: Drafting; readOnly: boolean }) {
  const { draft, change, wrong } = drafting;
  const put = (brief: BriefQuestion[]) => change({ brief });
  const set = (at: number, part: Partial<BriefQuestion>) =>
    put(draft.brief.map((each, n) => (n === at ? { ...each, ...part } : each)));
  return (
    <Block title="Questions after the signature">
      <Stack gap="sm">
        {draft.brief.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing is asked; the project begins at once.
          </Text>
        ) : null}
        {draft.brief.map((row, at) => (
          <Group key={row.id} gap="sm" align="flex-end" role="group" aria-label={`Question ${at + 1}`}>
            <TextInput
              label="Question"
              value={row.question}
              error={wrong[`brief.${at}.question`]}
              onChange={(event) => set(at, { question: event.currentTarget.value })}
              style={{ flex: '2 1 220px' }}
            />
            <Select
              label="Answered at first with"
              placeholder="nothing"
              clearable
              data={SOURCES}
              value={row.from ?? null}
              disabled={readOnly}
              onChange={(from) => set(at, { from: from as BriefSource | null })}
              style={{ flex: '1 1 170px' }}
            />
            <Checkbox
              mb={8}
              label="Needed"
              checked={row.required}
              onChange={(event) => set(at, { required: event.currentTarget.checked })}
            />
            {readOnly ? null : (
              <RowTools
                at={at}
                up={(from) => put(moved(draft.brief, from))}
                away={() => put(draft.brief.filter((_, n) => n !== at))}
                what={`question ${at + 1}`}
              />
            )}
          </Group>
        ))}
        {readOnly ? null : (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            style={{ alignSelf: 'flex-start' }}
            onClick={() => {
              const id = questionId(draft.brief.map((each) => each.id));
              put([...draft.brief, { id, question: '', required: false }]);
            }}
          >
            Add a question
          </Button>
        )}
      </Stack>
    </Block>
  );
}
