// Whose an exception is, and handing it to somebody else.
import { Button, Menu, Text } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { act } from '../../ui/act';
import type { Exception } from './shapes';

export function Owner({ exception, open }: { exception: Exception; open: boolean }) {
  const staff = useStaff();
  const may = useMay('exception.assign');
  const name = staff.nameOf(exception.owner) ?? 'Nobody yet';
  if (!open || !may) {
    return (
      <Text size="sm" c="dimmed">
        {name}
      </Text>
    );
  }
  const assign = (owner: string, label: string) =>
    act('exception.assign', { exception: exception.id, owner }, { done: `${label} has it now` });
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="xs" variant="subtle" color="gray" leftSection={<IconUser size={15} aria-hidden />}>
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Hand it to</Menu.Label>
        {staff.choices.map(({ value, label }) => (
          <Menu.Item
            key={value}
            disabled={value === exception.owner}
            onClick={() => void assign(value, label)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
