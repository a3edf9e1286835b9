// The first screen after signing in.
import { Button } from '@mantine/core';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useSession } from '../../api/session';
import { show } from '../../shell/desk';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../../ui/PageHead';

export function Page() {
  const { user } = useSession();
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => show('add')}>Add a lead</Button>;
  return (
    <>
      <PageHead title="Home" sub={`Signed in as ${user.name}`} />
      <EmptyState
        icon={IconRoute}
        title="Your line starts with the first inquiry"
        hint="Everybody who asks appears here with what waits, for whom, and what it is worth."
        action={add}
      />
    </>
  );
}
