// The saved views of a list: choose one, keep the present filters under a name, rename, share, remove.
import { Button, Checkbox, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../api/call';
import { useSavedViews, type ListWord, type SavedView } from '../api/saved';
import { useMay } from '../api/session';
import { ProblemNote } from './ProblemNote';
import { act } from './act';
import { useFilters } from './filters';
import { useCommandForm } from './form';
import { say } from './toast';
import { addressOf, isShown, understood, type Choices, type Offers } from './views';

interface Saving {
  list: ListWord;
  /** Everything of the address that makes a view: the filters, the search, the order. */
  names: readonly string[];
  offers?: Offers;
}

export function SavedViews({ list, names, offers = {} }: Saving) {
  const [now, set] = useFilters(names);
  const [asks, setAsks] = useState<'save' | 'rename' | null>(null);
  const views = useSavedViews(list);
  const shown = views.find(({ query }) => isShown(understood(query, names, offers).query, now, names));
  const open = (view: SavedView) => {
    const { query, lost } = understood(view.query, names, offers);
    set(addressOf(query, names));
    if (lost.length) say(`“${view.name}” opens without what this list no longer knows: ${lost.join(', ')}.`);
  };
  const close = () => setAsks(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />}>
            {shown ? `View: ${shown.name}` : 'Views'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Shelf label="Mine" views={views.filter(({ shared }) => !shared)} shown={shown} open={open} />
          <Shelf label="Everybody's" views={views.filter(({ shared }) => shared)} shown={shown} open={open} />
          {views.length ? <Menu.Divider /> : null}
          <Menu.Item onClick={() => setAsks('save')}>Save this view</Menu.Item>
          {shown ? <Own view={shown} rename={() => setAsks('rename')} /> : null}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={asks === 'save'} onClose={close} title="Save this view">
        <SaveForm list={list} query={now} name={shown?.name ?? ''} close={close} />
      </Modal>
      <Modal opened={asks === 'rename' && shown !== undefined} onClose={close} title="Rename the view">
        {shown ? <RenameForm view={shown} close={close} /> : null}
      </Modal>
    </>
  );
}

interface Listed {
  label: string;
  views: readonly SavedView[];
  shown: SavedView | undefined;
  open: (view: SavedView) => void;
}

function Shelf({ label, views, shown, open }: Listed) {
  if (views.length === 0) return null;
  return (
    <>
      <Menu.Label>{label}</Menu.Label>
      {views.map((view) => (
        <Menu.Item
          key={view.id}
          onClick={() => open(view)}
          rightSection={view.id === shown?.id ? <IconCheck size={16} aria-label="On screen" /> : null}
        >
          {view.name}
        </Menu.Item>
      ))}
    </>
  );
}

/** What can be done with the view on screen; everybody's only by those who may share. */
function Own({ view, rename }: { view: SavedView; rename: () => void }) {
  const mayShare = useMay('view.share');
  const share = (shared: boolean) =>
    act(
      'view.share',
      { view: view.id, shared },
      { done: shared ? 'Everybody sees it now' : 'Only you see it now' },
    );
  if (view.shared && !mayShare) return null;
  return (
    <>
      <Menu.Item onClick={rename}>Rename “{view.name}”</Menu.Item>
      {mayShare ? (
        <Menu.Item onClick={() => void share(!view.shared)}>
          {view.shared ? 'Show it only to me' : 'Show it to everybody'}
        </Menu.Item>
      ) : null}
      <Menu.Item
        onClick={() => void act('view.remove', { view: view.id }, { done: `“${view.name}” is removed` })}
      >
        Remove “{view.name}”
      </Menu.Item>
    </>
  );
}

interface Saves {
  list: ListWord;
  query: Choices;
  /** What the view on screen is called. */
  name: string;
  close: () => void;
}

function SaveForm({ list, query, name, close }: Saves) {
  const mayShare = useMay('view.share');
  const { form, busy, problem, submit } = useCommandForm({
    initial: { name, shared: false },
    needed: { name: 'Give the view a name.' },
    send: async (values) => {
      const { answer, undo } = await call<SavedView & { replaced: boolean }>('view.save', {
        list,
        query,
        ...values,
      });
      close();
      say(answer.replaced ? `“${answer.name}” shows this now` : `“${answer.name}” is saved`, undo);
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          The filters, the search and the order as they are now. A known name takes these instead.
        </Text>
        <TextInput
          key={form.key('name')}
          {...form.getInputProps('name')}
          label="Name"
          autoComplete="off"
          data-autofocus
        />
        {mayShare ? (
          <Checkbox
            key={form.key('shared')}
            {...form.getInputProps('shared', { type: 'checkbox' })}
            label="For everybody"
          />
        ) : null}
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy}>
          Save view
        </Button>
      </Stack>
    </form>
  );
}

function RenameForm({ view, close }: { view: SavedView; close: () => void }) {
  const { form, busy, problem, submit } = useCommandForm({
    initial: { name: view.name },
    needed: { name: 'Give the view a name.' },
    send: async ({ name }) => {
      const { undo } = await call('view.rename', { view: view.id, name });
      close();
      say(`It is called “${name.trim()}” now`, undo);
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          key={form.key('name')}
          {...form.getInputProps('name')}
          label="Name"
          autoComplete="off"
          data-autofocus
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy}>
          Rename view
        </Button>
      </Stack>
    </form>
  );
}
