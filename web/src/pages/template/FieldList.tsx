// The fields a text may name, by what they speak of; the press of one writes it.
import { Code, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useView } from '../../api/query';
import { Block } from '../../ui/Block';
import { byNoun, type TextField } from './text';

export function FieldList({ insert }: { insert: (path: string) => void }) {
  const { data = [] } = useView<TextField[]>('/template-fields');
  const [wanted, setWanted] = useState('');
  const words = wanted.trim().toLowerCase();
  const found = data.filter(({ path, meaning }) => `${path} ${meaning}`.toLowerCase().includes(words));
  return (
    <Block title="Fields">
      <Text size="sm" c="dimmed" mb="xs">
        Press one to put it where you are writing.
      </Text>
      <TextInput
        aria-label="Find a field"
        placeholder="Find a field"
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        mb="sm"
      />
      {found.length || !data.length ? null : (
        <Text size="sm" c="dimmed">
          No field is called that.
        </Text>
      )}
      <div className="field-groups">
        {byNoun(found).map(({ head, fields }) => (
          <section key={head} aria-label={head}>
            <Text size="sm" fw={600} mb={2}>
              {head}
            </Text>
            <div className="field-list">
              {fields.map(({ path, meaning, sample }) => (
                <UnstyledButton
                  key={path}
                  className="field-pick"
                  onClick={() => insert(path)}
                  title={`Like “${sample}”`}
                >
                  <Code>{`{${path}}`}</Code>
                  <Text size="xs" c="dimmed">
                    {meaning}
                  </Text>
                </UnstyledButton>
              ))}
            </div>
          </section>
        ))}
      </div>
    </Block>
  );
}
