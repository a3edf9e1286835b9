// Who is signed in here, how the screen looks, and the way out.
import {
  Avatar,
  Menu,
  Text,
  UnstyledButton,
  VisuallyHidden,
  useMantineColorScheme,
  type MantineColorScheme,
} from '@mantine/core';
import {
  IconDeviceLaptop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  type Icon,
} from '@tabler/icons-react';
import { signOut, useSession } from '../api/session';
import { sayProblem } from '../ui/toast';
import { show } from './desk';

const SCHEMES: [MantineColorScheme, string, Icon][] = [
  ['light', 'Light', IconSun],
  ['dark', 'Dark', IconMoon],
  ['auto', 'Like this device', IconDeviceLaptop],
];

export function UserMenu() {
  const { user } = useSession();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton style={{ borderRadius: 99 }}>
          <Avatar size={34} color="line" variant="filled" name={user.name} alt="" />
          <VisuallyHidden>Account of {user.name}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Text px="sm" pt={6} size="sm" fw={600} truncate>
          {user.name}
        </Text>
        <Text px="sm" pb={6} size="xs" c="dimmed" truncate>
          {user.email}
        </Text>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <Schemes />
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={() => show('keys')}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut().catch(sayProblem)}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Schemes() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
      {SCHEMES.map(([scheme, label, Sign]) => (
        <Menu.RadioItem key={scheme} value={scheme} rightSection={<Sign size={16} />}>
          {label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
