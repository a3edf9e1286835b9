// The top bar: search, add, state of the live line, account.
import { Box, Button, Group, Kbd, Text, UnstyledButton } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { Bell } from './Bell';
import { show } from './desk';
import { MOD } from './KeysHelp';
import { Live } from './Live';
import { Mark } from './Brand';
import { UserMenu } from './UserMenu';

export function Header() {
  return (
    <Box h="100%" px={{ base: 'md', sm: 'xl' }}>
      <Group h="100%" maw={1280} mx="auto" justify="space-between" wrap="nowrap" gap="sm">
        <Box hiddenFrom="sm" style={{ display: 'flex' }}>
          <Mark size={28} />
        </Box>
        <UnstyledButton className="search-box" onClick={() => show('find')}>
          <IconSearch size={16} aria-hidden />
          <Text span size="sm" c="dimmed" truncate flex={1}>
            Search or do anything
          </Text>
          <Kbd size="xs" visibleFrom="sm" aria-hidden>
            {MOD} K
          </Kbd>
        </UnstyledButton>
        <Group gap="sm" wrap="nowrap">
          <Live />
          <Button leftSection={<IconPlus size={16} />} onClick={() => show('add')} visibleFrom="sm">
            Add a lead
          </Button>
          <Button onClick={() => show('add')} hiddenFrom="sm" px="xs" aria-label="Add a lead">
            <IconPlus size={20} />
          </Button>
          <Bell />
          <UserMenu />
        </Group>
      </Group>
    </Box>
  );
}
