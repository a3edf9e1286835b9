// All links a person was given, revoked at once: their mailbox was read by others, or a letter went astray.
import { Button, Text } from '@mantine/core';
import { call } from '../../api/call';
import type { ContactPage } from '../../api/crm';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { confirm } from '../../ui/confirm';
import { say, sayProblem } from '../../ui/toast';

export function Links({ contact }: { contact: ContactPage }) {
  if (!useMay('contact.replace_links')) return null;
  const revoke = async () => {
    const sure = await confirm({
      title: `Revoke all links of ${contact.display}?`,
      text: 'Every link they were given, to proposals, projects and invoices, opens nothing any more; whoever follows one reads whom to ask. New ones take their place on those pages and in later letters. Letters that already wait still carry the old link: cancel them in the outbox and send again. It cannot be taken back.',
      verb: 'Revoke all links',
      destroys: true,
    });
    if (!sure) return;
    try {
      const { answer } = await call<{ replaced: number }>('contact.replace_links', { contact: contact.id });
      say(sayRevoked(answer.replaced));
    } catch (cause) {
      sayProblem(cause);
    }
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

function sayRevoked(links: number): string {
  if (links === 0) return 'There was no link to revoke';
  return links === 1 ? 'Their link is revoked' : `Their ${String(links)} links are revoked`;
}
