// The languages of a form: which one is being written, and which there are. The first stands in for the others.
import { Button, Group, Menu, SegmentedControl, Text } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { LANGUAGES, languageName, untranslated, type FormSpec } from './spec';

interface Tongues {
  spec: FormSpec;
  language: string;
  show: (language: string) => void;
  change: (part: Partial<FormSpec>) => void;
}

export function Languages({ spec, language, show, change }: Tongues) {
  const spoken = spec.languages.length ? spec.languages : [language];
  const add = (tag: string) => {
    change({ languages: [...spoken, tag] });
    show(tag);
  };
  const remove = () => {
    const languages = spoken.filter((each) => each !== language);
    change({ languages });
    show(languages[0] ?? 'en');
  };
  const missing = untranslated(spec, language);
  return (
    <Group gap="sm">
      {spoken.length > 1 ? (
        <SegmentedControl
          aria-label="Language you write in"
          value={language}
          onChange={show}
          data={spoken.map((value) => ({ value, label: languageName(value) }))}
        />
      ) : (
        <Text size="sm">Written in {languageName(language)}</Text>
      )}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="subtle" size="xs" leftSection={<IconLanguage size={15} />}>
            Add a language
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {LANGUAGES.filter((tag) => !spoken.includes(tag)).map((tag) => (
            <Menu.Item key={tag} onClick={() => add(tag)}>
              {languageName(tag)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {language !== spoken[0] ? (
        <>
          <Button variant="subtle" size="xs" color="gray" onClick={remove}>
            Remove {languageName(language)}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {missing
              ? `${missing} not translated: ${languageName(spoken[0]!)} stands there`
              : 'Everything is translated'}
          </Text>
        </>
      ) : null}
    </Group>
  );
}
