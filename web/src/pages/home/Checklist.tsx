// Starting up: at most six steps, each ticked by what is really there; it goes away when told to, or when done.
import { ActionIcon, Anchor, Group, Paper, Text, Title, Tooltip, UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconCircle, IconCircleCheckFilled, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { LeadLine, ServiceView } from '../../api/crm';
import type { Page } from '../../api/cursor';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { show } from '../../shell/desk';

interface Step {
  words: string;
  done: boolean | undefined;
  to?: string;
  press?: () => void;
}

export function Checklist() {
  const [dismissed, dismiss] = useLocalStorage({
    key: 'throughline-start-dismissed',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const may = useMay('business.change');
  if (dismissed || !may) return null;
  return <Steps dismiss={() => dismiss(true)} />;
}

function Steps({ dismiss }: { dismiss: () => void }) {
  const steps = useSteps();
  const known = steps.every(({ done }) => done !== undefined);
  const left = steps.filter(({ done }) => done === false).length;
  if (!known || left === 0) return null;
  return (
    <Paper p="md" component="section" aria-label="Start">
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Title order={2}>
          Getting started: {left} {left === 1 ? 'step' : 'steps'} left
        </Title>
        <Tooltip label="Do not show this again">
          <ActionIcon variant="subtle" color="gray" aria-label="Do not show this again" onClick={dismiss}>
            <IconX size={18} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <ul className="steps">
        {steps.map((step) => (
          <li key={step.words} data-done={step.done || undefined}>
            {step.done ? (
              <IconCircleCheckFilled size={20} aria-hidden />
            ) : (
              <IconCircle size={20} aria-hidden />
            )}
            <Words step={step} />
          </li>
        ))}
      </ul>
    </Paper>
  );
}

function Words({ step }: { step: Step }) {
  if (step.done) {
    return (
      <Text size="sm" c="dimmed">
        {step.words} <span className="mantine-visually-hidden">(done)</span>
      </Text>
    );
  }
  if (step.to) {
    return (
      <Anchor component={Link} to={step.to} size="sm">
        {step.words}
      </Anchor>
    );
  }
  return (
    <UnstyledButton onClick={step.press} fz="sm" c="var(--mantine-color-anchor)">
      {step.words}
    </UnstyledButton>
  );
}

interface Details {
  settings: { email?: string | null; privacy_url?: string | null; hours?: unknown };
}

/** Each from its own query; `undefined` while nobody knows. */
function useSteps(): Step[] {
  const business = useView<Details>('/settings/business').data?.settings;
  const mail = useView<{ set_up: boolean }>('/mail', { nouns: ['setting'] }).data;
  const forms = useView<Page<{ id: string; state: string }>>('/forms').data?.items;
  const services = useView<ServiceView[]>('/services').data;
  const leads = useView<Page<LeadLine>>('/leads', { query: { limit: 1 }, nouns: ['intake'] }).data?.items;
  return [
    {
      words: 'Say who you are: your privacy page, under every form',
      done: business && Boolean(business.privacy_url),
      to: '/settings',
    },
    {
      words: 'Connect your mail server, so that answers leave',
      done: mail && mail.set_up,
      to: '/settings/mail',
    },
    {
      words: 'Publish your inquiry form',
      done: forms && forms.some(({ state }) => state === 'published'),
      to: '/forms',
    },
    {
      words: 'Say what a lead of your service is worth',
      done: services && services.some(({ expected }) => expected !== null),
      to: '/services',
    },
    { words: 'Add your first lead', done: leads && leads.length > 0, press: () => show('add') },
  ];
}
