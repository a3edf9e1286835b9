// A customer's link: copied, or revoked when it went astray; then the new one is there to be copied.
import { Button, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMay } from '../api/session';
import { CopyLink } from './CopyLink';
import { act } from './act';
import { confirm } from './confirm';

interface Props {
  link: string;
  label: string;
  /** The verb that revokes it, and what it is of. */
  verb: string;
  body: object;
  size?: 'xs' | 'sm';
}

export function CustomerLink({ link, label, verb, body, size = 'sm' }: Props) {
  const may = useMay(verb);
  return (
    <>
      <CopyLink value={link} label={label} size={size} />
      {may ? (
        <Button size={size} variant="subtle" color="red" onClick={() => void revoke(verb, body)}>
          Revoke the link
        </Button>
      ) : null}
    </>
  );
}

async function revoke(verb: string, body: object) {
  const sure = await confirm({
    title: 'Revoke the link?',
    text: 'Whoever has it gets in no more, and reads whom to ask. A new link takes its place, here and in every later letter. Letters that already wait still carry the old link: cancel them in the outbox and send again. It cannot be taken back.',
    verb: 'Revoke the link',
    destroys: true,
  });
  if (!sure) return;
  const made = await act<{ link?: string | null; page?: string | null }>(verb, body, {
    done: 'The old link is revoked',
  });
  const fresh = made?.link ?? made?.page;
  if (fresh) showNew(fresh);
}

function showNew(link: string) {
  modals.open({
    title: 'The new link',
    closeButtonProps: { 'aria-label': 'Close' },
    children: (
      <>
        <Text size="sm" mb="sm" style={{ overflowWrap: 'anywhere' }}>
          {link}
        </Text>
        <Group justify="flex-end">
          <CopyLink value={link} label="Copy new link" size="sm" />
        </Group>
      </>
    ),
  });
}
