// Asks for one line of words before something happens: a reason, an outcome. Nothing happens without them.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState, type FormEvent, type ReactNode } from 'react';

interface Question {
  title: string;
  text?: ReactNode;
  label: string;
  /** What the field says while it is empty. */
  hint?: string;
  /** Words to take by one press. */
  usual?: readonly string[];
  verb: string;
  destroys?: boolean;
}

/** What was said, or `null` where the person thought better of it. */
export function ask(question: Question): Promise<string | null> {
  return new Promise((answered) => {
    const give = (words: string) => {
      answered(words);
      modals.close(id);
    };
    const id = modals.open({
      title: question.title,
      closeButtonProps: { 'aria-label': 'Close' },
      children: <Words {...question} give={give} leave={() => modals.close(id)} />,
      onClose: () => answered(null),
    });
  });
}

interface Handlers {
  give: (words: string) => void;
  leave: () => void;
}

function Words({ text, label, hint, usual = [], verb, destroys, give, leave }: Question & Handlers) {
  const [words, setWords] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim()) give(words.trim());
    else setWrong(true);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {text ? (
          <Text size="sm" component="div">
            {text}
          </Text>
        ) : null}
        <Textarea
          label={label}
          description={hint}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          error={wrong && !words.trim() ? 'A few words are needed.' : undefined}
          autosize
          minRows={2}
          data-autofocus
        />
        {usual.length ? (
          <Group gap={6}>
            {usual.map((each) => (
              <Button key={each} size="compact-sm" variant="default" onClick={() => setWords(each)}>
                {each}
              </Button>
            ))}
          </Group>
        ) : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={leave}>
            Keep as it is
          </Button>
          <Button type="submit" {...(destroys ? { color: 'red' } : {})}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
