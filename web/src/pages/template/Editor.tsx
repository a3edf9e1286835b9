// The draft of a text, as blocks or as it is written, beside the mail it becomes and the fields it may name.
import { Alert, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { BlockEditor, type Pen } from './BlockEditor';
import { withFallback } from './blocks';
import { FieldList } from './FieldList';
import { Reading } from './Reading';
import { CLASSES, type Gap, type VersionView, type WholeTemplate } from './text';
import { useDraft } from './useDraft';

const SAID = {
  kept: 'The draft is kept',
  typing: 'Typing …',
  saving: 'Keeping the draft …',
  refused: 'Not kept: see what is wrong',
} as const;

type Way = 'blocks' | 'text';

export function Editor({ template }: { template: WholeTemplate }) {
  const may = useMay('template.draft');
  const { words, change, state, errors, problem } = useDraft(template);
  const [way, setWay] = useState<Way>(template.kind === 'message' ? 'blocks' : 'text');
  // counts what was written past the blocks, so that they are read anew
  const [edition, setEdition] = useState(0);
  const pen = useRef<Pen | null>(null);
  const insert = (path: string) => {
    const field = `{${path}}`;
    const held = pen.current;
    if (!held?.element.isConnected) {
      setEdition((now) => now + 1);
      return change({ body: `${words.body}${way === 'blocks' ? '\n\n' : ''}${field}` });
    }
    const { element, write } = held;
    const at = element.selectionStart ?? element.value.length;
    write(element.value.slice(0, at) + field + element.value.slice(element.selectionEnd ?? at));
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(at + field.length, at + field.length);
    });
  };
  const fill = ({ path, offer }: Gap) => {
    setEdition((now) => now + 1);
    const given = offer ?? '';
    change({
      body: withFallback(words.body, path, given),
      subject: withFallback(words.subject, path, given),
    });
  };
  const newest = template.versions[0];
  return (
    <div className="template-frame">
      <Block
        title={
          newest?.state === 'draft'
            ? `Draft of version ${template.newest}`
            : newest?.state === 'in_review'
              ? `Version ${template.newest}`
              : 'Write the next version'
        }
        right={
          <Text size="sm" c="dimmed" role="status">
            {state === 'kept' && newest?.state !== 'draft' ? unwritten(newest) : SAID[state]}
          </Text>
        }
      >
        {newest?.state === 'in_review' ? (
          <Alert color="orange" variant="light" mb="sm" title="Waits to be read">
            <Text size="sm">Whoever writes on makes it a draft again.</Text>
          </Alert>
        ) : null}
        {newest?.note ? (
          <Alert color="orange" variant="light" mb="sm" title="Returned">
            <Text size="sm">{newest.note}</Text>
          </Alert>
        ) : null}
        <fieldset className="plain-set" disabled={!may}>
          <Stack gap="sm">
            {template.kind === 'message' ? (
              <Select
                label="Under which permission it leaves"
                data={Object.entries(CLASSES).map(([value, label]) => ({ value, label }))}
                value={words.class}
                allowDeselect={false}
                onChange={(value) => value && change({ class: value as typeof words.class })}
              />
            ) : null}
            <TextInput
              label={template.kind === 'message' ? 'Subject' : 'Title'}
              value={words.subject}
              error={errors['subject']}
              onFocus={(event) => {
                pen.current = { element: event.currentTarget, write: (subject) => change({ subject }) };
              }}
              onChange={(event) => change({ subject: event.currentTarget.value })}
            />
            <SegmentedControl
              size="xs"
              aria-label="How the text is edited"
              data={[
                { value: 'blocks', label: 'Blocks' },
                { value: 'text', label: 'As text' },
              ]}
              value={way}
              onChange={(next) => setWay(next as Way)}
              style={{ alignSelf: 'flex-start' }}
            />
            {way === 'blocks' ? (
              <BlockEditor
                key={edition}
                body={words.body}
                change={(body) => change({ body })}
                hold={(held) => {
                  pen.current = held;
                }}
                error={errors['body']}
              />
            ) : (
              <Textarea
                label="Text"
                description="# Heading, 1. clause, - list, **bold**, [label](https://…), --- a line, {field|otherwise}"
                value={words.body}
                error={errors['body']}
                onFocus={(event) => {
                  pen.current = { element: event.currentTarget, write: (body) => change({ body }) };
                }}
                onChange={(event) => change({ body: event.currentTarget.value })}
                autosize
                minRows={12}
                maxRows={28}
              />
            )}
            {problem ? <ProblemNote problem={problem} /> : null}
          </Stack>
        </fieldset>
      </Block>
      <Stack gap="md" miw={0}>
        <Reading template={template} fill={may ? fill : undefined} />
        {may ? <FieldList insert={insert} /> : null}
      </Stack>
    </div>
  );
}

const unwritten = (newest: VersionView | undefined) => (newest?.state === 'in_review' ? '' : 'No draft yet');
