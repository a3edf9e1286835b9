// Records that may be the same person: compared, merged, taken apart again.
import { Alert, Anchor, Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ContactView, Duplicate } from '../../api/crm';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { act } from '../../ui/act';

export function MaybeSame({ contact }: { contact: ContactView }) {
  const { data } = useView<{ items: Duplicate[] }>(`/contacts/${contact.id}/duplicates`, {
    nouns: ['contact'],
  });
  const [compared, setCompared] = useState<Duplicate | null>(null);
  const may = useMay('contact.merge');
  // one shared word is a colleague or a namesake, worth a look only for name or number
  const likely = (data?.items ?? []).filter(({ same }) => same.includes('phone') || same.includes('name'));
  if (likely.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" radius="lg" icon={<IconUsers />} title="Possibly the same person">
      <Stack gap="xs">
        {likely.map((other) => (
          <Group key={other.id} justify="space-between" gap="xs">
            <Text size="sm">
              <Anchor component={Link} to={`/contacts/${other.id}`} size="sm" underline="always">
                {other.display}
              </Anchor>{' '}
              · same {other.same.join(' and ')}
            </Text>
            {may ? (
              <Button size="compact-sm" variant="default" onClick={() => setCompared(other)}>
                Compare
              </Button>
            ) : null}
          </Group>
        ))}
      </Stack>
      <Modal
        opened={compared !== null}
        onClose={() => setCompared(null)}
        title="Are they one person?"
        size="lg"
      >
        {compared ? <Compare contact={contact} other={compared} close={() => setCompared(null)} /> : null}
      </Modal>
    </Alert>
  );
}

interface Compared {
  contact: ContactView;
  other: Duplicate;
  close: () => void;
}

/** What the merged record would hold: this one's values, empty ones filled from the other. */
function Compare({ contact, other, close }: Compared) {
  const rows: [string, string | null, string | null][] = [
    ['Name', contact.name || null, other.name || null],
    ['Email', contact.email, other.email],
    ['Phone', contact.phone ?? contact.phone_typed, other.phone],
  ];
  const merge = async () => {
    close();
    await act('contact.merge', { contact: contact.id, alias: other.id }, { done: 'They are one person now' });
  };
  return (
    <Stack gap="sm">
      <Table.ScrollContainer minWidth={420} type="native">
        <Table aria-label="Both records">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Field</Table.Th>
              <Table.Th>This record</Table.Th>
              <Table.Th>The other</Table.Th>
              <Table.Th>Together</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([field, mine, theirs]) => (
              <Table.Tr key={field}>
                <Table.Th>{field}</Table.Th>
                <Table.Td>{mine ?? '–'}</Table.Td>
                <Table.Td>{theirs ?? '–'}</Table.Td>
                <Table.Td fw={600}>{mine ?? theirs ?? '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed">
        Both histories are shown as one. Nothing is lost, and it can be taken apart again at any time.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Two people
        </Button>
        <Button onClick={() => void merge()}>Merge 2 records</Button>
      </Group>
    </Stack>
  );
}

export function Aliases({ contact }: { contact: ContactView }) {
  const may = useMay('contact.unmerge');
  if (contact.aliases.length === 0) return null;
  return (
    <Block title="Merged records">
      <Stack gap="xs">
        {contact.aliases.map((alias) => (
          <Group key={alias.id} justify="space-between" gap="xs">
            <Text size="sm">
              {[alias.name, alias.email, alias.phone].filter(Boolean).join(' · ') || 'No values'}
            </Text>
            {may ? (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() =>
                  void act(
                    'contact.unmerge',
                    { contact: contact.id, alias: alias.id },
                    { done: 'They are two people again' },
                  )
                }
              >
                Unmerge
              </Button>
            ) : null}
          </Group>
        ))}
      </Stack>
    </Block>
  );
}
