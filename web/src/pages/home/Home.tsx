// The first screen: what needs me, the line as far as it goes, this week's leads; and what is left of starting up.
import { Anchor, Stack, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { LeadLine } from '../../api/crm';
import type { Page as Paged } from '../../api/cursor';
import { useView } from '../../api/query';
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
  // Starting up comes first until there is work; then the work does.
  const leads = useView<Paged<LeadLine>>('/leads', { query: { limit: 1 }, nouns: ['intake'] }).data?.items;
  const working = leads !== undefined && leads.length > 0;
  return (
    <>
      <PageHead title="Home" sub={`Good to see you, ${user.name.split(' ')[0]}.`} />
      <Stack gap="xl">
        <StopBanner />
        <LoadBearing />
        {working ? null : <Checklist />}
        <Part title="What needs me">
          <Needs />
        </Part>
        <Part title="The line">
          <LineRow />
        </Part>
        <Part title="This week's leads">
          <Week />
          <Anchor component={Link} to="/line/week" size="sm" underline="always" display="block" mt="xs">
            Last week in figures
          </Anchor>
        </Part>
        {working ? <Checklist /> : null}
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
