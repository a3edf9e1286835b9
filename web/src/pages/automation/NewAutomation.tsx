// A new automation, built from nothing or from one that is ready.
import { Button, Text } from '@mantine/core';
import { IconBooks } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { PageHead } from '../../ui/PageHead';
import { Edit } from './editor/Edit';

export function Page() {
  const { draft } = useSearch({ strict: false }) as { draft?: string };
  const [opened, setOpened] = useState(draft);
  const [own, setOwn] = useState<string>();
  const navigate = useNavigate();
  // the address names the draft that was begun here; one that was begun elsewhere is another screen
  if (draft !== opened && draft !== own) setOpened(draft);
  const begun = useCallback(
    (id: string) => {
      setOwn(id);
      void navigate({ to: '.', search: { draft: id } as never, replace: true, resetScroll: false });
    },
    [navigate],
  );
  return (
    <>
      <PageHead
        title="New automation"
        sub="It begins in practice mode: nothing is done and nothing leaves until you say so."
        above={
          <Text size="sm" mb={2}>
            <Link to="/automations" className="quiet-link">
              Automations
            </Link>
          </Text>
        }
      >
        <Button
          component={Link}
          to="/automations/library"
          variant="default"
          leftSection={<IconBooks size={16} />}
        >
          Ready ones
        </Button>
      </PageHead>
      <Edit draft={opened} begun={begun} />
    </>
  );
}
