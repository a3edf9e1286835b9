// Copies a link or a word; says so in the button itself, for eyes and for screen readers.
import { Button, type ButtonProps } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface Copy extends ButtonProps {
  value: string;
  label?: string;
}

export function CopyLink({ value, label = 'Copy link', ...rest }: Copy) {
  const { copied, copy, error } = useClipboard({ timeout: 2000 });
  const words = error ? 'Copying is not allowed here' : copied ? 'Copied' : label;
  const sign = copied ? <IconCheck size={16} /> : <IconCopy size={16} />;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={sign}
      onClick={() => copy(value)}
      aria-live="polite"
      {...rest}
    >
      {words}
    </Button>
  );
}
