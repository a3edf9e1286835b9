// The settings: a list of sections, each at an address of its own.
import { Box, NavLink, Paper, SimpleGrid, Stack, Text, ThemeIcon } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { Missing } from '../../shell/Broken';
import { PageHead } from '../../ui/PageHead';
import { AccountSection } from './AccountSection';
import { AutomationSection } from './AutomationSection';
import { BackupSection } from './BackupSection';
import { BillingSection } from './BillingSection';
import { BusinessSection } from './BusinessSection';
import { ConnectionsSection } from './ConnectionsSection';
import { HoursSection } from './HoursSection';
import { LimitsSection } from './LimitsSection';
import { LineSection } from './LineSection';
import { LogoSection } from './LogoSection';
import { MailSection } from './MailSection';
import { NumbersSection } from './NumbersSection';
import { NotificationsSection } from './NotificationsSection';
import { RateCardSection } from './RateCardSection';
import { SECTIONS } from './sections';

const BODIES: Record<string, ComponentType> = {
  'business': BusinessSection,
  'hours': HoursSection,
  'numbers': NumbersSection,
  'rate-card': RateCardSection,
  'billing': BillingSection,
  'line': LineSection,
  'automations': AutomationSection,
  'mail': MailSection,
  'connections': ConnectionsSection,
  'notifications': NotificationsSection,
  'limits': LimitsSection,
  'logo': LogoSection,
  'backups': BackupSection,
  'you': AccountSection,
};

export function Page() {
  const { section } = useParams({ strict: false }) as { section?: string };
  if (!section) return <Overview />;
  const place = SECTIONS.find(({ key }) => key === section);
  const Body = BODIES[section];
  if (!place || !Body) return <Missing />;
  return (
    <>
      <PageHead
        title={place.label}
        sub={place.hint}
        above={
          <Text size="sm" mb={2}>
            <Link to="/settings" className="quiet-link">
              Settings
            </Link>
          </Text>
        }
      />
      <div className="settings-frame">
        <Box visibleFrom="md" component="nav" aria-label="Settings">
          {SECTIONS.map((each) => (
            <NavLink
              key={each.key}
              component={Link}
              to={`/settings/${each.key}`}
              className="nav-link"
              label={each.label}
              active={each.key === section}
              aria-current={each.key === section ? 'page' : undefined}
              leftSection={<each.icon size={18} stroke={1.7} aria-hidden />}
            />
          ))}
        </Box>
        <Stack gap="lg" maw={720} miw={0}>
          <Body />
        </Stack>
      </div>
    </>
  );
}

function Overview() {
  return (
    <>
      <PageHead title="Settings" sub="What every part of the line goes by." />
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="md">
        {SECTIONS.map(({ key, label, hint, icon: Sign }) => (
          <Paper
            key={key}
            p="md"
            component={Link}
            to={`/settings/${key}`}
            c="inherit"
            td="none"
            style={{ display: 'flex', gap: 14 }}
          >
            <ThemeIcon variant="light" size={40} radius="md" aria-hidden>
              <Sign size={20} stroke={1.7} />
            </ThemeIcon>
            <div>
              <Text fw={600}>{label}</Text>
              <Text size="sm" c="dimmed">
                {hint}
              </Text>
            </div>
          </Paper>
        ))}
      </SimpleGrid>
    </>
  );
}
