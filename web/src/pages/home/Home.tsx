// The first screen: what is left of starting up, what needs me, the line as far as it goes, this week's leads.
import { Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session';
import { PageHead } from '../../ui/PageHead';
import { Checklist } from './Checklist';
import { LineRow } from './LineRow';
import { LoadBearing } from './LoadBearing';
import { Needs } from './Needs';
import { StopBanner } from './StopBanner';
import { Week } from './Week';

export function Page() {
  const { user } = useSession();
  return (
    <>
      <PageHead title="Home" sub={`Good to see you, ${user.name.split(' ')[0]}.`} />
      <Stack gap="xl">
        <StopBanner />
        <LoadBearing />
        <Checklist />
        <Part title="What needs me">
          <Needs />
        </Part>
        <Part title="The line">
          <LineRow />
        </Part>
        <Part title="This week's leads">
          <Week />
        </Part>
      </Stack>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} mb="xs">
        {title}
      </Title>
      {children}
    </section>
  );
}
