// What can be added: the usual first, everything else by search.
import { Button, Menu, Modal, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { Catalogue, VerbInfo } from './catalogue';
import type { Automation, Step, StepKind } from './document';
import { freshStep, freshVerb } from './fresh';

interface Adding {
  doc: Automation;
  catalogue: Catalogue;
  add: (step: Step) => void;
  /** The button that ends the whole list. */
  main: boolean;
}

const USUAL = ['message.send', 'task.create'];

const WAYS: { label: string; kinds: [StepKind, string][] }[] = [
  {
    label: 'Time',
    kinds: [
      ['wait', 'Wait'],
      ['wait_for', 'Wait until something happens'],
    ],
  },
  {
    label: 'Decide',
    kinds: [
      ['branch', 'Go different ways'],
      ['ask', 'Ask a person a question'],
      ['approve', 'Ask a person for a yes'],
      ['end', 'End here'],
    ],
  },
  {
    label: 'More',
    kinds: [
      ['set', 'Remember a value'],
      ['repeat', 'Repeat some steps'],
      ['call', 'Run another automation'],
    ],
  },
];

export function AddStep({ doc, catalogue, add, main }: Adding) {
  const [all, setAll] = useState(false);
  const usual = USUAL.map(catalogue.verb).filter((verb) => verb !== undefined);
  const begin = (verb: VerbInfo) => {
    setAll(false);
    add(freshVerb(catalogue, doc, verb));
  };
  return (
    <>
      <Menu position="bottom-start" width={280} shadow="md">
        <Menu.Target>
          <Button
            variant={main ? 'light' : 'subtle'}
            size={main ? 'sm' : 'compact-sm'}
            leftSection={<IconPlus size={16} />}
          >
            Add a step
          </Button>
        </Menu.Target>
        <Menu.Dropdown className="add-menu">
          <Menu.Label>Do something</Menu.Label>
          {usual.map((verb) => (
            <Menu.Item key={verb.verb} onClick={() => begin(verb)}>
              {verb.label}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setAll(true)}>Do something else …</Menu.Item>
          {WAYS.map(({ label, kinds }) => (
            <div key={label}>
              <Menu.Label>{label}</Menu.Label>
              {kinds.map(([kind, words]) => (
                <Menu.Item key={kind} onClick={() => add(freshStep(doc, kind))}>
                  {words}
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={all}
        onClose={() => setAll(false)}
        title="What should it do?"
        size="lg"
        scrollAreaComponent={ScrollArea.Autosize}
      >
        <AllVerbs catalogue={catalogue} begin={begin} />
      </Modal>
    </>
  );
}

function AllVerbs({ catalogue, begin }: { catalogue: Catalogue; begin: (verb: VerbInfo) => void }) {
  const [search, setSearch] = useState('');
  const hit = ({ label, summary, verb }: VerbInfo) =>
    `${label} ${summary} ${verb}`.toLowerCase().includes(search.trim().toLowerCase());
  const found = catalogue.all.verbs.filter(hit);
  const groups = [...new Set(found.map(({ group }) => group))];
  return (
    <Stack gap="sm">
      <TextInput
        aria-label="Search what it can do"
        placeholder="Search: invoice, note, assign …"
        leftSection={<IconSearch size={16} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <Text size="xs" fw={650} c="dimmed" mb={4}>
            {group}
          </Text>
          {found
            .filter((verb) => verb.group === group)
            .map((verb) => (
              <UnstyledButton key={verb.verb} className="field-pick" w="100%" onClick={() => begin(verb)}>
                <Text size="sm" fw={550}>
                  {verb.label}
                </Text>
                <Text size="xs" c="dimmed">
                  {verb.summary}
                </Text>
              </UnstyledButton>
            ))}
        </section>
      ))}
      {groups.length ? null : (
        <Text size="sm" c="dimmed" role="status">
          Nothing is called so. Try a simpler word.
        </Text>
      )}
    </Stack>
  );
}
