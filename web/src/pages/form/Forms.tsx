// Every form: where it stands, who gets what comes in, and its address.
import { Button, Modal, Stack, TextInput } from '@mantine/core';
import { IconForms, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { useList } from '../../api/query';
import { useBusiness, useMay } from '../../api/session';
import { CopyLink } from '../../ui/CopyLink';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { useCommandForm } from '../../ui/form';
import type { Column } from '../../ui/table';
import { useStaff } from '../../api/staff';
import { slugOf, starter, type FormView } from './spec';

function useColumns(): readonly Column<FormView>[] {
  const staff = useStaff();
  return [
    {
      key: 'title',
      title: 'Form',
      width: 'minmax(180px, 2fr)',
      phone: 'title',
      cell: ({ title }) => title,
      sort: ({ title }) => title,
    },
    {
      key: 'state',
      title: 'State',
      width: '220px',
      phone: 'end',
      cell: (form) => (
        <StatusBadge
          state={form.state}
          label={form.state === 'published' && form.changed ? 'Published, draft differs' : words(form)}
        />
      ),
      sort: ({ state }) => state,
    },
    {
      key: 'address',
      title: 'Address',
      phone: 'sub',
      cell: ({ slug }) => `/f/${slug}`,
      sort: ({ slug }) => slug,
    },
    {
      key: 'owner',
      title: 'Owner',
      cell: ({ owner }) => staff.nameOf(owner) ?? 'As the line says',
      sort: ({ owner }) => staff.nameOf(owner),
    },
    {
      key: 'made',
      title: 'Made',
      width: '130px',
      cell: ({ made_at: at }) => <When at={at} />,
      sort: ({ made_at: at }) => at,
    },
    {
      key: 'link',
      title: '',
      width: '150px',
      end: true,
      cell: (form) => (form.state === 'published' ? <CopyLink value={form.url} size="compact-sm" /> : null),
    },
  ];
}

function words({ state, version }: FormView): string {
  if (state === 'published') return `Published, version ${version}`;
  return state === 'draft' ? 'Draft' : 'Closed';
}

export function Page() {
  const list = useList<FormView>('/forms', { nouns: ['user'] });
  const may = useMay('form.create');
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  const add = may ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      New form
    </Button>
  ) : null;
  return (
    <>
      <PageHead title="Forms" sub="How strangers ask you something on the web.">
        {list.rows.length ? add : null}
      </PageHead>
      <DataTable
        label="Forms"
        list={list}
        columns={columns}
        to={({ id }) => `/forms/${id}`}
        empty={
          <EmptyState
            icon={IconForms}
            title="No form yet"
            hint="A form brings inquiries straight into the line: each is answered within seconds, day and night."
            action={add}
          />
        }
      />
      <Modal opened={adding} onClose={() => setAdding(false)} title="New form">
        <NewForm />
      </Modal>
    </>
  );
}

const EMPTY = { title: '', slug: '' };

function NewForm() {
  const navigate = useNavigate();
  const { locale } = useBusiness();
  const [typed, setTyped] = useState(false);
  const send = async ({ title, slug }: typeof EMPTY) => {
    const language = locale.split('-')[0] ?? 'en';
    const body = { slug: slug.trim(), spec: starter(title.trim(), language), owner: null };
    const { answer } = await call<FormView>('form.create', body);
    await navigate({ to: `/forms/${answer.id}` as '/' });
  };
  const { form, busy, problem, submit } = useCommandForm({
    initial: EMPTY,
    needed: { title: 'Give it a title; visitors read it.', slug: 'Choose its address.' },
    send,
    place: (path) => path.replace(/^spec\./, ''),
  });
  const title = form.getInputProps('title');
  const suggest = (words: string) => {
    if (!typed) form.setFieldValue('slug', slugOf(words));
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          key={form.key('title')}
          {...title}
          onChange={(event) => {
            title.onChange(event);
            suggest(event.currentTarget.value);
          }}
          label="Title"
          data-autofocus
          withAsterisk
        />
        <TextInput
          key={form.key('slug')}
          {...form.getInputProps('slug')}
          onInput={() => setTyped(true)}
          label="Address"
          description="After /f/. It cannot change later, so that links in the world keep working."
          leftSection="/f/"
          leftSectionWidth={36}
          spellCheck={false}
          withAsterisk
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy} mt="xs">
          Create the draft
        </Button>
      </Stack>
    </form>
  );
}
