// What is being written and not published: on the list of automations, and on the page of one.
import { Alert, Button, Group, Paper, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useStaff } from '../../api/staff';
import { When } from '../../ui/When';
import { useDrafts, type DraftLine } from './drafts';

/** "Draft by Ada, yesterday": it stands inside a link. */
export function DraftBy({ draft: { saved_by: by, saved_at: at } }: { draft: DraftLine }) {
  const staff = useStaff();
  return (
    <span>
      Draft by {staff.nameOf(by) ?? 'somebody'}, <When at={at} still />
    </span>
  );
}

/** New automations that were begun and never published. */
export function NewDrafts() {
  const drafts = useDrafts().filter(({ automation }) => automation === null);
  if (!drafts.length) return null;
  return (
    <ul
      className="card-list"
      aria-label="New ones being written"
      style={{ marginBottom: 16, maxWidth: 'none' }}
    >
      {drafts.map((draft) => (
        <Paper key={draft.id} component="li" px="md" py="sm" withBorder>
          <Group justify="space-between" gap="sm">
            <div>
              <Text fw={600}>{draft.name || 'Without a name yet'}</Text>
              <Text size="sm" c="dimmed">
                <DraftBy draft={draft} />
              </Text>
            </div>
            <Button
              component={Link}
              to="/automations/new"
              search={{ draft: draft.id } as never}
              size="compact-sm"
              variant="default"
              leftSection={<IconPencil size={14} />}
              aria-label={`Write on: ${draft.name || 'without a name yet'}`}
            >
              Write on
            </Button>
          </Group>
        </Paper>
      ))}
    </ul>
  );
}

/** On the page of an automation: its next version is being written. */
export function DraftNote({ automation }: { automation: string }) {
  const draft = useDrafts().find((one) => one.automation === automation);
  if (!draft) return null;
  return (
    <Alert color="line" variant="light" mb="lg" icon={<IconPencil />}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" component="div">
          <DraftBy draft={draft} />: it is not published, and nothing runs by it.
        </Text>
        <Button component={Link} to="." search={{ tab: 'edit' } as never} size="compact-sm" variant="default">
          Open it
        </Button>
      </Group>
    </Alert>
  );
}
