// The versions of a text: what each said, who approved it when, and the way back to one.
import { Button, Group, Modal, Table, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { useStaff } from '../../api/staff';
import type { VersionView, WholeTemplate } from './text';

export function Versions({ template }: { template: WholeTemplate }) {
  const [open, setOpen] = useState<VersionView | null>(null);
  const staff = useStaff();
  const may = useMay('template.approve');
  const again = async ({ version }: VersionView) => {
    const text = `Customers get the words of version ${version} from now on.`;
    if (
      await confirm({ title: `Approve version ${version} again?`, text, verb: `Approve version ${version}` })
    )
      await act(
        'template.approve',
        { template: template.id, version },
        { done: `Version ${version} is in use` },
      );
  };
  return (
    <div style={{ marginTop: 20 }}>
      <Block title="Versions">
        <Table.ScrollContainer minWidth={480}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Version</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Written</Table.Th>
                <Table.Th>Approved</Table.Th>
                <Table.Th>
                  <VisuallyHidden>Actions</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {template.versions.map((version) => (
                <Table.Tr key={version.version}>
                  <Table.Td className="num">{version.version}</Table.Td>
                  <Table.Td>
                    <StatusBadge state={version.state} />
                  </Table.Td>
                  <Table.Td>
                    <When at={version.drafted_at} />
                  </Table.Td>
                  <Table.Td>
                    {version.approved_at ? (
                      <>
                        <When at={version.approved_at} /> {staff.nameOf(version.approved_by)}
                      </>
                    ) : (
                      '–'
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Group gap="xs" justify="flex-end" wrap="nowrap">
                      <Button size="compact-sm" variant="default" onClick={() => setOpen(version)}>
                        Read
                      </Button>
                      {may && version.state === 'retired' ? (
                        <Button size="compact-sm" variant="default" onClick={() => void again(version)}>
                          Approve again
                        </Button>
                      ) : null}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Block>
      <Modal
        opened={open !== null}
        onClose={() => setOpen(null)}
        title={`Version ${open?.version}`}
        size="lg"
      >
        <Text fw={650} mb="xs">
          {open?.subject}
        </Text>
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {open?.body}
        </Text>
      </Modal>
    </div>
  );
}
