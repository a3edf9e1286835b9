// The text as a customer would read it: from samples, or from a real contact or record.
import { Alert, Text } from '@mantine/core';
import { useState } from 'react';
import { nounOfId } from '../../api/nouns';
import { useView } from '../../api/query';
import { RecordPicker, SPOKEN_OF } from '../../shell/RecordPicker';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { Filled } from './Filled';
import type { Preview, WholeTemplate } from './text';

const FROM = ['contact', ...SPOKEN_OF];

export function Reading({ template }: { template: WholeTemplate }) {
  const { slug, language, newest } = template;
  const [about, setAbout] = useState<string | null>(null);
  const path = `/templates-preview/${encodeURIComponent(slug)}/${encodeURIComponent(language)}`;
  const from = about ? { [nounOfId(about) === 'contact' ? 'contact' : 'about']: about } : {};
  const seen = useView<Preview>(path, { query: { version: newest, ...from }, nouns: ['template'] });
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
      {seen.data ? (
        <>
          {seen.data.missing.length ? (
            <Alert color="orange" variant="light" mb="sm" title="Nothing is known for some fields">
              <Text size="sm">
                {seen.data.missing.join(', ')}: give each a word for that case, like{' '}
                {'{contact.first_name|there}'}.
              </Text>
            </Alert>
          ) : null}
          {template.kind === 'message' ? (
            <Text fw={650} mb="xs" style={{ overflowWrap: 'anywhere' }}>
              {seen.data.subject}
            </Text>
          ) : null}
          <Filled blocks={seen.data.blocks} />
        </>
      ) : null}
    </Block>
  );
}
