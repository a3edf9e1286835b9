// One text: its draft beside how a customer reads it, the fields it may name, its versions, its approval.
import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { languageName } from '../form/spec';
import { FieldList } from './FieldList';
import { Reading } from './Reading';
import { NewText, standOf } from './Templates';
import { CLASSES, KINDS, titleOf, type WholeTemplate } from './text';
import { useDraft } from './useDraft';
import { Versions } from './Versions';

export function Page() {
  const { template: id } = useParams({ strict: false }) as { template: string };
  const seen = useView<WholeTemplate>(`/templates/${id}`);
  if (!seen.data) {
    return (
      <>
        <PageHead title="Template" />
        {seen.error ? (
          <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
        ) : (
          <WaitingRecord />
        )}
      </>
    );
  }
  return <Whole key={id} template={seen.data} />;
}

function Whole({ template }: { template: WholeTemplate }) {
  const [adding, setAdding] = useState(false);
  const may = useMay('template.draft');
  const approved = template.versions.find(({ version }) => version === template.approved);
  return (
    <>
      <PageHead
        title={`${titleOf(template.slug)}, ${languageName(template.language)}`}
        sub={
          <Group gap={8}>
            <StatusBadge state={template.state} label={standOf(template)} />
            {KINDS[template.kind]} · {template.slug}
          </Group>
        }
        above={
          <Text size="sm" mb={2}>
            <Link to="/templates" className="quiet-link">
              Templates
            </Link>
          </Text>
        }
      >
        {may ? (
          <Button variant="default" onClick={() => setAdding(true)}>
            In another language
          </Button>
        ) : null}
        <Decide template={template} />
      </PageHead>
      <Editor template={template} />
      <Versions template={template} />
      <Modal opened={adding} onClose={() => setAdding(false)} title="The same text in another language">
        <NewText
          slug={template.slug}
          kind={template.kind}
          body={approved?.body ?? template.versions[0]?.body ?? ''}
        />
      </Modal>
    </>
  );
}

function Decide({ template }: { template: WholeTemplate }) {
  const mayApprove = useMay('template.approve');
  const mayRetire = useMay('template.retire');
  const open = template.versions[0]?.state === 'draft';
  const approve = async () => {
    const text =
      template.kind === 'message'
        ? 'From now on customers get these words. An approval stays on record; approve an earlier version to go back.'
        : 'New papers use these words from now on; what was sent before keeps its own. An approval stays on record.';
    const verb = `Approve version ${template.newest}`;
    if (await confirm({ title: `${verb}?`, text, verb }))
      await act(
        'template.approve',
        { template: template.id, version: template.newest },
        { done: 'Approved and in use' },
      );
  };
  return (
    <>
      {mayRetire && template.approved ? (
        <Button
          variant="default"
          onClick={() =>
            void act(
              'template.retire',
              { template: template.id },
              { done: 'Retired: nothing uses it any more' },
            )
          }
        >
          Retire
        </Button>
      ) : null}
      {mayApprove && open ? (
        <Button onClick={() => void approve()}>Approve version {template.newest}</Button>
      ) : null}
    </>
  );
}

const SAID = {
  kept: 'The draft is kept',
  typing: 'Typing …',
  saving: 'Keeping the draft …',
  refused: 'Not kept: see what is wrong',
} as const;

function Editor({ template }: { template: WholeTemplate }) {
  const may = useMay('template.draft');
  const { words, change, state, errors, problem } = useDraft(template);
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (path: string) => {
    const text = area.current;
    const field = `{${path}}`;
    const at = text?.selectionStart ?? words.body.length;
    change({ body: words.body.slice(0, at) + field + words.body.slice(text?.selectionEnd ?? at) });
    requestAnimationFrame(() => {
      text?.focus();
      text?.setSelectionRange(at + field.length, at + field.length);
    });
  };
  return (
    <div className="template-frame">
      <Block
        title={
          template.versions[0]?.state === 'draft'
            ? `Draft of version ${template.newest}`
            : 'Write the next version'
        }
        right={
          <Text size="sm" c="dimmed" role="status">
            {state === 'kept' && template.versions[0]?.state !== 'draft' ? 'No draft yet' : SAID[state]}
          </Text>
        }
      >
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
              onChange={(event) => change({ subject: event.currentTarget.value })}
            />
            <Textarea
              ref={area}
              label="Text"
              description="# Heading, 1. clause, - list, **bold**, [label](https://…), {field|otherwise}"
              value={words.body}
              error={errors['body']}
              onChange={(event) => change({ body: event.currentTarget.value })}
              autosize
              minRows={12}
              maxRows={28}
            />
            {problem ? <ProblemNote problem={problem} /> : null}
          </Stack>
        </fieldset>
      </Block>
      <Stack gap="md" miw={0}>
        <Reading template={template} />
        {may ? <FieldList insert={insert} /> : null}
      </Stack>
    </div>
  );
}
