// The milestones of a project in the order of the work: what each is worth, where it stands, and what to do next.
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { fileAddress, type MilestoneView, type ProjectView } from '../../api/delivery';
import { useMay } from '../../api/session';
import { recordPath } from '../../shell/records';
import { Block } from '../../ui/Block';
import { Money } from '../../ui/Money';
import { StatusBadge } from '../../ui/StatusBadge';
import { InvoiceMilestone } from '../invoice/InvoiceMilestone';
import { Day } from './Day';
import { StepActions } from './StepActions';
import { StepDialog } from './StepDialog';

export function Milestones({ project }: { project: ProjectView }) {
  const [adding, setAdding] = useState(false);
  const may = useMay('milestone.add') && project.state === 'open';
  return (
    <Block
      title="Milestones"
      right={
        may ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setAdding(true)}
          >
            Add milestone
          </Button>
        ) : null
      }
    >
      {project.steps.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing is planned yet. Add the first milestone, or finish the project.
        </Text>
      ) : null}
      <ol className="milestones">
        {project.steps.map((step) => (
          <li key={step.id} aria-label={step.title}>
            <Step step={step} project={project} />
          </li>
        ))}
      </ol>
      <StepDialog project={project} opened={adding} close={() => setAdding(false)} />
    </Block>
  );
}

function Step({ step, project }: { step: MilestoneView; project: ProjectView }) {
  return (
    <Stack gap={4}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <Text fw={600} style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
          {step.title}
        </Text>
        <Money
          of={step.amount}
          fw={600}
          {...(step.state === 'cancelled' ? { td: 'line-through', c: 'dimmed' } : {})}
        />
      </Group>
      <Group gap={8}>
        <StatusBadge state={step.state} />
        <Text size="sm" c="dimmed">
          <Standing step={step} signed={project.agreement !== null} />
        </Text>
        <Invoiced step={step} />
      </Group>
      <Words step={step} project={project} />
      <StepActions step={step} project={project} />
    </Stack>
  );
}

function Standing({ step, signed }: { step: MilestoneView; signed: boolean }) {
  if (step.accepted_on) {
    const who = step.accepted_by === 'client' ? (step.accepted_name ?? 'the client') : 'recorded by us';
    return (
      <>
        on <Day on={step.accepted_on} />, {who}
      </>
    );
  }
  if (step.state === 'cancelled') return null;
  return (
    <>
      due <Day on={step.due_on} waits={step.state !== 'delivered'} />
      {signed && !step.agreement ? ' · added later' : ''}
    </>
  );
}

/** Whether money was asked for it, and by which invoice. */
function Invoiced({ step }: { step: MilestoneView }) {
  const to = step.invoice ? recordPath(step.invoice) : undefined;
  if (to) {
    return (
      <Anchor component={Link} to={to} size="sm">
        Invoiced
      </Anchor>
    );
  }
  if (step.invoice) return <Text size="sm">Invoiced</Text>;
  if (step.state !== 'accepted' || step.amount.minor === 0) return null;
  return (
    <>
      <StatusBadge state="waiting" label="To invoice" />
      <InvoiceMilestone milestone={step.id} title={step.title} />
    </>
  );
}

function Words({ step, project }: { step: MilestoneView; project: ProjectView }) {
  const proof = project.files.find(({ file }) => file === step.file);
  return (
    <>
      {step.reason ? <Quote label={WHY[step.state] ?? 'Why'} words={step.reason} /> : null}
      {step.note ? <Quote label="Note" words={step.note} /> : null}
      {proof ? (
        <Anchor href={fileAddress(project.id, proof.file)} size="sm" download>
          {proof.name}
        </Anchor>
      ) : null}
    </>
  );
}

const WHY: Record<string, string> = {
  disputed: 'What is missing',
  cancelled: 'Why it is cancelled',
  waived: 'Why it is not invoiced',
};

function Quote({ label, words }: { label: string; words: string }) {
  return (
    <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
      <Text span inherit c="dimmed">
        {label}:
      </Text>{' '}
      {words}
    </Text>
  );
}
