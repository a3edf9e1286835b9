// How a form gets into the world: its link, and the lines that show it on another site.
import { Code, Group, Stack, Text } from '@mantine/core';
import { IconForms } from '@tabler/icons-react';
import { Block } from '../../ui/Block';
import { CopyLink } from '../../ui/CopyLink';
import { EmptyState } from '../../ui/EmptyState';
import type { FormView } from './spec';

/** Only what is published counts for another site. */
function where({ draft, changed }: FormView): string {
  const hosts = draft.allowed_hosts.join(', ');
  if (!hosts) return ' Name your site under “Sites that may show it” first, and publish.';
  return changed ? ` Once the draft is published, it shows on ${hosts}.` : ` It shows on ${hosts}.`;
}

export function Share({ form }: { form: FormView }) {
  if (form.state === 'draft') {
    return (
      <EmptyState
        icon={IconForms}
        title="Publish it first"
        hint="Then its link and the lines for your own site stand here."
      />
    );
  }
  const origin = new URL(form.url).origin;
  return (
    <Stack gap="md" maw={760}>
      <Block title="Link">
        <Group gap="sm">
          <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>
            {form.url}
          </Code>
          <CopyLink value={form.url} />
        </Group>
      </Block>
      <Block title="On your own site">
        <Text size="sm" mb="sm">
          Paste these lines where the form shall stand. Where no script runs, they are a link to its page.
          {where(form)}
        </Text>
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} tabIndex={0}>
          {form.embed}
        </Code>
        <Group mt="sm">
          <CopyLink value={form.embed} label="Copy the lines" />
        </Group>
        <Text size="sm" c="dimmed" mt="md">
          If your site has a content security policy, it must allow {origin} in script-src and frame-src.
        </Text>
      </Block>
    </Stack>
  );
}
