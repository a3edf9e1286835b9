// One box that finds every record and runs every action: Cmd/Ctrl+K, arrows, Enter, Esc.
import { Combobox, Group, Modal, Text, TextInput, useCombobox } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { show, useSheet } from './desk';
import { useFinds, type Find } from './finds';

export function Finder() {
  const opened = useSheet() === 'find';
  useHotkeys([['mod+K', () => show('find')]], []);
  return (
    <Modal.Root
      opened={opened}
      onClose={() => show(null)}
      yOffset="12vh"
      size={600}
      centered={false}
      returnFocus
    >
      <Modal.Overlay />
      <Modal.Content radius="lg" aria-label="Search or do anything" className="finder">
        <Box />
      </Modal.Content>
    </Modal.Root>
  );
}

function Box() {
  const [query, setQuery] = useState('');
  const groups = useFinds(query);
  const finds = groups.flatMap((group) => group.finds);
  const combobox = useCombobox({ opened: true, onDropdownClose: () => show(null) });
  const ids = finds.map(({ id }) => id).join(' ');
  const { selectFirstOption } = combobox;
  // what stands first is what Enter runs; results that arrive later move the choice with them
  useEffect(() => {
    if (ids) selectFirstOption();
  }, [ids, selectFirstOption]);

  const run = (id: string) => {
    show(null);
    finds.find((each) => each.id === id)?.run();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={run}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          data-autofocus
          size="lg"
          variant="unstyled"
          px="md"
          className="finder-box"
          aria-label="Search or do anything"
          placeholder="A name, an address, a number, or what to do"
          leftSection={<IconSearch size={20} stroke={1.7} />}
          leftSectionWidth={48}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </Combobox.EventsTarget>
      <Combobox.Options aria-label="Found" mah="min(60vh, 460px)" style={{ overflowY: 'auto' }} p={6}>
        {groups.map(({ title, finds: under }) => (
          <Combobox.Group key={title} label={title}>
            {under.map((find) => (
              <Row key={find.id} find={find} />
            ))}
          </Combobox.Group>
        ))}
        {finds.length === 0 ? <Combobox.Empty>Nothing matches “{query}”.</Combobox.Empty> : null}
      </Combobox.Options>
    </Combobox>
  );
}

function Row({ find }: { find: Find }) {
  return (
    <Combobox.Option value={find.id} className="finder-row">
      <Group gap="sm" wrap="nowrap">
        {find.sign}
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text size="sm" truncate>
            {find.label}
          </Text>
          {find.detail ? (
            <Text size="xs" c="dimmed" truncate>
              {find.detail}
            </Text>
          ) : null}
        </div>
        {find.note ? (
          <Text size="xs" c="dimmed">
            {find.note}
          </Text>
        ) : null}
      </Group>
    </Combobox.Option>
  );
}
