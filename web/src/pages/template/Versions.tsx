// The versions of a text: what each said and changed, who approved it when, and the way back to one.
import { Button, Group, Modal, Select, Table, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { useStaff } from '../../api/staff';
import { Lines } from './Lines';
import { list, type VersionView, type WholeTemplate } from './text';

export function Versions({ template }: { template: WholeTemplate }) {
  const [open, setOpen] = useState<VersionView | null>(null);
  const staff = useStaff();
  const may = useMay('template.approve');
  const mayRetire = useMay('template.retire');
  const retire = async ({ version }: VersionView) => {
    const by = template.used_by.filter((used) => used.version === version).map(({ name }) => name);
    const text = by.length
      ? `${list(by)} ${by.length === 1 ? 'was' : 'were'} published with it and cannot send it any more.`
      : 'No automation was published with it.';
    const title = `Retire version ${version}?`;
    if (await confirm({ title, text, verb: `Retire version ${version}`, destroys: true }))
      await act(
        'template.retire',
        { template: template.id, version },
        { done: `Version ${version} is retired` },
      );
  };
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
                      {may && ['retired', 'superseded'].includes(version.state) ? (
                        <Button size="compact-sm" variant="default" onClick={() => void again(version)}>
                          Approve again
                        </Button>
                      ) : null}
                      {mayRetire && version.state === 'superseded' ? (
                        <Button size="compact-sm" variant="default" onClick={() => void retire(version)}>
                          Retire
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
        {open ? <Words template={template} version={open} /> : null}
      </Modal>
    </div>
  );
}

/** A version, with what differs from another one. */
function Words({ template, version }: { template: WholeTemplate; version: VersionView }) {
  const before = template.versions.find(({ version: number }) => number === version.version - 1);
  const [against, setAgainst] = useState<string | null>(before ? String(before.version) : null);
  const other = template.versions.find(({ version: number }) => String(number) === against);
  return (
    <>
      <Select
        label="What differs from"
        placeholder="Nothing compared"
        data={template.versions
          .filter(({ version: number }) => number !== version.version)
          .map(({ version: number }) => ({ value: String(number), label: `Version ${number}` }))}
        value={against}
        onChange={setAgainst}
        clearable
        mb="sm"
      />
      <Lines version={version} other={other} />
      {version.sha256 ? (
        <Text size="xs" c="dimmed" mt="sm" style={{ overflowWrap: 'anywhere' }}>
          SHA-256 {version.sha256}
        </Text>
      ) : null}
    </>
  );
}
