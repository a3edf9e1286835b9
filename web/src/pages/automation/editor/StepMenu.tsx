// What can be done with a step beside filling it in, for whoever does not drag.
import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconDotsVertical, IconTrash } from '@tabler/icons-react';
import type { Place } from './moves';
import type { Tree } from './StepList';

export function StepMenu({ tree, place, words }: { tree: Tree; place: Place; words: string }) {
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label={`More for: ${words}`}>
          <IconDotsVertical size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowUp size={15} />} onClick={() => tree.nudge(place, -1)}>
          Move up
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={15} />} onClick={() => tree.nudge(place, 1)}>
          Move down
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => tree.copy(place)}>
          Duplicate
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => tree.remove(place)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
