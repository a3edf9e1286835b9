// Asks why beside what it is about, and sends it: the dialog stays until the server has agreed.
import { Modal } from '@mantine/core';
import { ReasonForm, type Why } from './ReasonForm';

interface Dialog extends Why {
  opened: boolean;
  title: string;
  close: () => void;
  /** Throws what the server refused. */
  send: (reason: string) => Promise<unknown>;
}

export function ReasonDialog({ opened, title, close, send, ...why }: Dialog) {
  const attempt = async (reason: string) => {
    await send(reason);
    close();
  };
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <ReasonForm {...why} send={attempt} leave={close} />
    </Modal>
  );
}
