// The body of a message as blocks: each edited where it stands, moved, taken away; new ones come at the end.
import {
  ActionIcon,
  Button,
  Group,
  Menu,
  Paper,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState, type FocusEvent, type ReactNode } from 'react';
import { fresh, KINDS, moved, read, write, type Block, type Kind } from './blocks';

/** Where a field would be put: the part somebody last wrote in. */
export interface Pen {
  element: HTMLInputElement | HTMLTextAreaElement;
  write: (words: string) => void;
}

interface Blocks {
  body: string;
  change: (body: string) => void;
  hold: (pen: Pen) => void;
  error?: string | undefined;
}

const PLACEHOLDER: Partial<Record<Kind, string>> = {
  text: 'Words. **bold**, - a list, {contact.first_name|there}',
  heading: 'A heading',
};

export function BlockEditor({ body, change, hold, error }: Blocks) {
  const [blocks, setBlocks] = useState(() => read(body));
  // a field may be put in long after the part was last drawn
  const latest = useRef(blocks);
  const keep = (next: Block[]) => {
    latest.current = next;
    setBlocks(next);
    change(write(next));
  };
  const set = (key: number, part: Partial<Block>) =>
    keep(latest.current.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <Stack gap="sm" role="group" aria-label="Blocks of the text">
      {blocks.map((block, at) => (
        <One
          key={block.key}
          block={block}
          place={`${KINDS[block.kind]} ${at + 1} of ${blocks.length}`}
          set={(part) => set(block.key, part)}
          hold={hold}
          up={at > 0 ? () => keep(moved(blocks, at, -1)) : undefined}
          down={at < blocks.length - 1 ? () => keep(moved(blocks, at, 1)) : undefined}
          away={() => keep(blocks.filter(({ key }) => key !== block.key))}
        />
      ))}
      {error ? (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      ) : null}
      <AddBlock add={(kind) => keep([...blocks, fresh(kind)])} />
    </Stack>
  );
}

interface OneBlock {
  block: Block;
  place: string;
  set: (part: Partial<Block>) => void;
  hold: (pen: Pen) => void;
  up: (() => void) | undefined;
  down: (() => void) | undefined;
  away: () => void;
}

function One({ block, place, set, hold, up, down, away }: OneBlock) {
  const { kind, words, url, level } = block;
  const onFocus = (field: 'words' | 'url') => (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    hold({ element: event.currentTarget, write: (typed) => set({ [field]: typed }) });
  return (
    <Paper p="xs" radius="md" withBorder role="group" aria-label={place}>
      <Group justify="space-between" gap="xs" mb={4} wrap="nowrap">
        <Text size="xs" c="dimmed" fw={600}>
          {KINDS[kind]}
        </Text>
        <Group gap={2} wrap="nowrap">
          <Tool label={`Move up: ${place}`} press={up} icon={<IconArrowUp size={16} />} />
          <Tool label={`Move down: ${place}`} press={down} icon={<IconArrowDown size={16} />} />
          <Tool label={`Take away: ${place}`} press={away} icon={<IconTrash size={16} />} />
        </Group>
      </Group>
      {kind === 'heading' ? (
        <Group gap="xs" align="flex-start" wrap="nowrap">
          <TextInput
            aria-label={place}
            value={words}
            placeholder={PLACEHOLDER.heading ?? ''}
            onFocus={onFocus('words')}
            onChange={(event) => set({ words: event.currentTarget.value })}
            style={{ flex: 1 }}
          />
          <Select
            aria-label={`Size of ${place}`}
            data={['1', '2', '3'].map((value) => ({
              value,
              label: ['Large', 'Medium', 'Small'][Number(value) - 1]!,
            }))}
            value={String(level)}
            allowDeselect={false}
            onChange={(value) => set({ level: Number(value) })}
            w={112}
          />
        </Group>
      ) : null}
      {kind === 'text' ? (
        <Textarea
          aria-label={place}
          value={words}
          placeholder={PLACEHOLDER.text ?? ''}
          autosize
          minRows={2}
          onFocus={onFocus('words')}
          onChange={(event) => set({ words: event.currentTarget.value })}
        />
      ) : null}
      {kind === 'button' ? (
        <Group gap="xs" grow align="flex-start">
          <TextInput
            label="Words on it"
            value={words}
            onFocus={onFocus('words')}
            onChange={(event) => set({ words: event.currentTarget.value })}
          />
          <TextInput
            label="Leads to"
            placeholder="https://… or {links.invoice}"
            value={url}
            onFocus={onFocus('url')}
            onChange={(event) => set({ url: event.currentTarget.value })}
          />
        </Group>
      ) : null}
      {kind === 'divider' ? <hr className="block-rule" /> : null}
      {kind === 'logo' ? (
        <Text size="sm" c="dimmed">
          The logo of the business, from its settings.
        </Text>
      ) : null}
    </Paper>
  );
}

function Tool({ label, press, icon }: { label: string; press: (() => void) | undefined; icon: ReactNode }) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={!press} onClick={press} size={30}>
      {icon}
    </ActionIcon>
  );
}

function AddBlock({ add }: { add: (kind: Kind) => void }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: 'flex-start' }}
        >
          Add a block
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(KINDS).map(([kind, label]) => (
          <Menu.Item key={kind} onClick={() => add(kind as Kind)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
