// Every text of the business, by what it is for and in which language.
import { Button, Modal, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTemplate } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { useList, useView } from '../../api/query';
import { useBusiness, useMay } from '../../api/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Filter } from '../../ui/Filter';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { useCommandForm } from '../../ui/form';
import type { Column } from '../../ui/table';
import { LANGUAGES, languageName } from '../form/spec';
import { KINDS, titleOf, type ListedTemplate, type TemplateKind, type TemplateView } from './text';

const COLUMNS: readonly Column<ListedTemplate>[] = [
  {
    key: 'slug',
    title: 'What it is for',
    width: 'minmax(200px, 2fr)',
    phone: 'title',
    cell: ({ slug }) => titleOf(slug),
    sort: ({ slug }) => slug,
  },
  {
    key: 'language',
    title: 'Language',
    phone: 'sub',
    cell: ({ language }) => languageName(language),
    sort: ({ language }) => language,
  },
  { key: 'kind', title: 'Kind', width: '120px', cell: ({ kind }) => KINDS[kind], sort: ({ kind }) => kind },
  {
    key: 'state',
    title: 'State',
    width: '240px',
    phone: 'end',
    cell: (text) => <StatusBadge state={text.state} label={standOf(text)} />,
    sort: ({ state }) => state,
  },
  {
    key: 'used_by',
    title: 'Automations',
    width: 'minmax(140px, 1fr)',
    cell: ({ used_by }) => namesOf(used_by) || '–',
    sort: ({ used_by }) => namesOf(used_by),
  },
  {
    key: 'last_sent_at',
    title: 'Last sent',
    width: '130px',
    cell: ({ last_sent_at }) => <When at={last_sent_at} />,
    sort: ({ last_sent_at }) => last_sent_at,
  },
];

/** Each automation once, whatever versions it sends. */
function namesOf(uses: ListedTemplate['used_by']): string {
  return [...new Set(uses.map(({ name }) => name))].join(', ');
}

/** `newestState` where the newest version is at hand: one that waits is no draft any more. */
export function standOf({ state, approved, newest }: TemplateView, newestState?: string): string {
  if (state === 'draft') return 'Draft, never sent';
  if (state === 'in_review') return 'Waits to be read';
  if (state === 'retired') return 'Retired';
  if (newest <= (approved ?? 0)) return `Version ${approved} in use`;
  return newestState === 'in_review'
    ? `Version ${approved} in use, ${newest} waits`
    : `Version ${approved} in use, draft ${newest}`;
}

export function Page() {
  const { language, kind } = useSearch({ strict: false }) as { language?: string; kind?: TemplateKind };
  const list = useList<ListedTemplate>('/templates', {
    query: { language: language ?? null, kind: kind ?? null },
  });
  const every = useList<ListedTemplate>('/templates');
  const may = useMay('template.draft');
  const [adding, setAdding] = useState(false);
  const tags = [...new Set(every.rows.map((text) => text.language))].toSorted();
  const add = may ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      New text
    </Button>
  ) : null;
  return (
    <>
      <PageHead title="Templates" sub="The words of the line. Only approved ones are ever sent.">
        {add}
      </PageHead>
      <Filter
        label="Kind"
        to="/templates"
        param="kind"
        chosen={kind}
        with={{ language }}
        choices={[
          { value: 'message', label: 'Messages' },
          { value: 'document', label: 'Documents' },
        ]}
        all="Every kind"
      />
      {tags.length > 1 || language ? (
        <Filter
          label="Language"
          to="/templates"
          param="language"
          chosen={language}
          with={{ kind }}
          all="Every language"
          choices={tags.map((value) => ({ value, label: languageName(value) }))}
        />
      ) : null}
      <DataTable
        label="Templates"
        list={list}
        columns={COLUMNS}
        to={({ id }) => `/templates/${id}`}
        empty={
          <EmptyState
            icon={IconTemplate}
            title="No text here"
            hint="Automations send only approved texts. Write one, look at it filled, approve it."
            action={add}
          />
        }
      />
      <FourEyes />
      <Modal opened={adding} onClose={() => setAdding(false)} title="New text">
        <NewText kind={kind} />
      </Modal>
    </>
  );
}

/** Whether somebody else has to approve what one wrote. */
function FourEyes() {
  const may = useMay('template.change_settings');
  const { data } = useView<{ four_eyes: boolean }>('/template-settings', { nouns: ['template', 'setting'] });
  if (!data) return null;
  const on = data.four_eyes;
  const turn = (four_eyes: boolean) =>
    void act(
      'template.change_settings',
      { four_eyes },
      { done: four_eyes ? 'Two people see each text' : 'One is enough' },
    );
  return (
    <Switch
      mt="lg"
      checked={on}
      disabled={!may}
      onChange={(event) => turn(event.currentTarget.checked)}
      label="Whoever wrote a text cannot approve it"
      description={
        <Text span size="xs">
          A second person reads each new version before customers do.
        </Text>
      }
    />
  );
}

export function NewText({ slug = '', kind = 'message' as TemplateKind, body = '' }) {
  const navigate = useNavigate();
  const { locale } = useBusiness();
  const initial = { slug, language: slug ? '' : (locale.split('-')[0] ?? 'en'), kind, subject: '' };
  const send = async (typed: typeof initial) => {
    const words = body || 'Hello {contact.first_name|there},\n\n';
    const text = { ...typed, slug: typed.slug.trim(), subject: typed.subject.trim(), body: words };
    const { answer } = await call<TemplateView>('template.draft', text);
    await navigate({ to: `/templates/${answer.id}` as '/' });
  };
  const { form, busy, problem, submit } = useCommandForm({
    initial,
    needed: { slug: 'Name it.', language: 'Choose a language.', subject: 'Write a subject.' },
    send,
  });
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          {...field('slug')}
          label="Short name"
          description="Small letters, digits and hyphens, like follow-up-1. Automations call it by this."
          readOnly={Boolean(slug)}
          spellCheck={false}
          data-autofocus={slug ? undefined : true}
        />
        <Select
          {...field('language')}
          label="Language"
          data={LANGUAGES.map((value) => ({ value, label: languageName(value) }))}
          searchable
          data-autofocus={slug ? true : undefined}
        />
        {slug ? null : (
          <Select
            {...field('kind')}
            label="Kind"
            data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
            allowDeselect={false}
          />
        )}
        <TextInput {...field('subject')} label="Subject" />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy} mt="xs">
          Start the draft
        </Button>
      </Stack>
    </form>
  );
}
