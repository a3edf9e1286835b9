// All links a person was given, revoked at once: their mailbox was read by others, or a letter went astray.
import { Button, Text } from '@mantine/core';
import type { ContactPage } from '../../api/crm';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';

export function Links({ contact }: { contact: ContactPage }) {
  if (!useMay('contact.replace_links')) return null;
  const revoke = async () => {
    const sure = await confirm({
      title: `Revoke all links of ${contact.display}?`,
      text: 'Every link they were given, to proposals, projects, invoices and preferences, opens nothing any more; whoever follows one reads whom to ask. New ones take their place on those pages and in later letters. It cannot be taken back.',
      verb: 'Revoke all links',
      destroys: true,
    });
    if (sure)
      await act('contact.replace_links', { contact: contact.id }, { done: 'Their links are revoked' });
  };
  return (
    <Block title="Links">
      <Text size="sm" c="dimmed" mb="sm">
        A link went astray, or somebody else reads their mail? One alone is revoked on its own page.
      </Text>
      <Button size="xs" variant="default" color="red" onClick={() => void revoke()}>
        Revoke all links
      </Button>
    </Block>
  );
}
