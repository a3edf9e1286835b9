// Asks before what cannot be undone. The button says the verb and the count: "Send 14 reminders".
import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';

interface Question {
  title: string;
  /** What will happen, to whom, and that it cannot be taken back. */
  text: ReactNode;
  verb: string;
  /** Red for what destroys; the usual colour for what leaves the house. */
  destroys?: boolean;
}

export function confirm({ title, text, verb, destroys = false }: Question): Promise<boolean> {
  return new Promise((answered) => {
    modals.openConfirmModal({
      title: (
        <Text fw={650} component="span">
          {title}
        </Text>
      ),
      children: (
        <Text size="sm" component="div">
          {text}
        </Text>
      ),
      labels: { confirm: verb, cancel: 'Keep as it is' },
      confirmProps: destroys ? { color: 'red' } : {},
      closeButtonProps: { 'aria-label': 'Close' },
      onConfirm: () => answered(true),
      onCancel: () => answered(false),
      onClose: () => answered(false),
    });
  });
}
