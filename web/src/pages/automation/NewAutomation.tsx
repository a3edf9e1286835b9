// A new automation, built from nothing or from one that is ready.
import { Button, Text } from '@mantine/core';
import { IconBooks } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { PageHead } from '../../ui/PageHead';
import { Edit } from './editor/Edit';

export function Page() {
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
      <Edit />
    </>
  );
}
