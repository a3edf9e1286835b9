// The text as a customer would read it: from samples, or from a real contact or record.
import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { nounOfId } from '../../api/nouns';
import { useView } from '../../api/query';
import { RecordPicker, SPOKEN_OF } from '../../shell/RecordPicker';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { Filled } from './Filled';
import { MailFrame } from './MailFrame';
import { wordsOf } from './shown';
import type { Gap, Preview, WholeTemplate } from './text';

const FROM = ['contact', ...SPOKEN_OF];

interface Read {
  template: WholeTemplate;
  /** Gives a field a word for the case that nothing is known; absent where the reader may not write. */
  fill?: ((gap: Gap) => void) | undefined;
}

export function Reading({ template, fill }: Read) {
  const { slug, language, newest } = template;
  const [about, setAbout] = useState<string | null>(null);
  const path = `/templates-preview/${encodeURIComponent(slug)}/${encodeURIComponent(language)}`;
  const from = about ? { [nounOfId(about) === 'contact' ? 'contact' : 'about']: about } : {};
  const seen = useView<Preview>(path, { query: { version: newest, ...from }, nouns: ['template'] });
  const gaps = template.versions[0]?.gaps ?? [];
  return (
    <Block title="As a customer reads it">
      <RecordPicker
        label="Filled from"
        placeholder="Samples; type a name or number for a real record"
        nouns={FROM}
        chosen={about}
        choose={setAbout}
      />
      {seen.error ? <ProblemNote problem={seen.error} again={() => void seen.refetch()} /> : null}
      {seen.isPending ? <WaitingLines /> : null}
      {seen.data?.missing.length ? (
        <Alert color="orange" variant="light" mt="sm" title="It would not leave: nothing is known for">
          <Text size="sm">{seen.data.missing.join(', ')}</Text>
        </Alert>
      ) : null}
      {template.kind === 'message' && gaps.length ? <Gaps gaps={gaps} fill={fill} /> : null}
      {seen.data ? (
        <div style={{ marginTop: 12 }}>
          {template.kind === 'message' ? (
            <MailFrame words={wordsOf(seen.data, language)} />
          ) : (
            <Filled blocks={seen.data.blocks} />
          )}
        </div>
      ) : null}
    </Block>
  );
}

/** Fields that may be empty: a message with one of them would not leave. */
function Gaps({ gaps, fill }: { gaps: readonly Gap[]; fill: Read['fill'] }) {
  return (
    <Alert color="gray" variant="light" mt="sm" title="These fields may be empty">
      <Text size="sm" mb={fill ? 'xs' : 0}>
        A message with an empty field waits for a person. Give each a word for that case.
      </Text>
      <Group gap={6}>
        {gaps.map((gap) =>
          fill && gap.offer ? (
            <Button key={gap.path} size="compact-sm" variant="default" onClick={() => fill(gap)}>
              {`{${gap.path}|${gap.offer}}`}
            </Button>
          ) : (
            <Text key={gap.path} size="sm" component="span">
              {`{${gap.path}}`}
            </Text>
          ),
        )}
      </Group>
    </Alert>
  );
}
