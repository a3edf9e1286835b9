// One project: its milestones with what they are worth, what the work needs to know, its files, its history.
import { Anchor, Button, Grid, Group, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { ProjectView } from '../../api/delivery';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { Block } from '../../ui/Block';
import { CustomerLink } from '../../ui/CustomerLink';
import { EditChoice, EditText } from '../../ui/EditText';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { RecordPage, RecordState } from '../../ui/RecordHead';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { change } from '../../ui/change';
import { recordPath } from '../../shell/records';
import { NewNote } from '../contact/Notes';
import { SaidTimeline } from '../contact/SaidTimeline';
import { RecordTasks } from '../task/RecordTasks';
import { Brief } from './Brief';
import { Buyer } from './Buyer';
import { Files } from './Files';
import { Handoff } from './Handoff';
import { Milestones } from './Milestones';

const NOUNS = ['milestone', 'brief', 'contact', 'invoice', 'credit_note', 'note', 'lead'];

export function Page() {
  const { project: id } = useParams({ strict: false }) as { project: string };
  const view = useView<ProjectView>(`/projects/${id}`, { nouns: NOUNS });
  return (
    <RecordPage noun="Project" view={view}>
      {(project) => <Shown project={project} />}
    </RecordPage>
  );
}

function Shown({ project }: { project: ProjectView }) {
  return (
    <>
      <PageHead
        title={project.title}
        record={project.id}
        above={<RecordState state={project.state} reason={project.reason} test={project.test} />}
        sub={<Origin project={project} />}
      >
        {project.link ? (
          <CustomerLink
            link={project.link}
            label="Copy client's link"
            verb="project.replace_link"
            body={{ project: project.id }}
          />
        ) : null}
        <Endings project={project} />
      </PageHead>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Milestones project={project} />
            <Block title="What happened">
              <Stack gap="md">
                <NewNote contact={project.contact} on={project.id} />
                <SaidTimeline contact={project.contact} about={project.id} />
              </Stack>
            </Block>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            <Figures project={project} />
            <Buyer project={project} />
            <Brief project={project} />
            <Handoff known={project.handoff} />
            <Files project={project} />
            <Block title="Tasks">
              <RecordTasks on={project.id} />
            </Block>
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function Origin({ project }: { project: ProjectView }) {
  const agreement = project.agreement ? recordPath(project.agreement) : undefined;
  return (
    <>
      {project.number} for{' '}
      <Anchor component={Link} to={`/contacts/${project.contact}`} size="sm" underline="always">
        {project.contact_name ?? 'somebody'}
      </Anchor>{' '}
      · opened <When at={project.opened_at} />
      {project.agreement ? (
        <>
          {' '}
          · agreement{' '}
          {agreement ? (
            <Anchor component={Link} to={agreement} size="sm" underline="always">
              {project.agreement_number}
            </Anchor>
          ) : (
            project.agreement_number
          )}
        </>
      ) : null}
      {project.deal ? (
        <>
          {' '}
          ·{' '}
          <Anchor component={Link} to={`/deals/${project.deal}`} size="sm" underline="always">
            its deal
          </Anchor>
        </>
      ) : null}
    </>
  );
}

function Figures({ project }: { project: ProjectView }) {
  const { choices } = useStaff();
  const readOnly = !useMay('project.change') || project.state !== 'open';
  const save = (body: object, what: string) =>
    change('project.change', { project: project.id, ...body }, `${what} changed`);
  const rows = [
    ['Value, net', project.sums.value],
    ['Accepted', project.sums.accepted],
    ['Invoiced', project.sums.invoiced],
  ] as const;
  return (
    <Block title="The project">
      <Stack gap="sm">
        {rows.map(([label, money]) => (
          <Group key={label} justify="space-between">
            <Text size="sm" c="dimmed">
              {label}
            </Text>
            <Money of={money} fw={550} />
          </Group>
        ))}
        <EditText
          label="Title"
          value={project.title}
          readOnly={readOnly}
          save={(title) => save({ title: title ?? '' }, 'Title')}
        />
        <EditChoice
          label="Owner"
          data={choices}
          value={project.owner}
          readOnly={readOnly}
          save={(owner) => save({ owner }, 'Owner')}
        />
      </Stack>
    </Block>
  );
}

const WHY_CANCELLED = ['The customer stopped', 'We cannot deliver it', 'Opened by mistake'];

function Endings({ project }: { project: ProjectView }) {
  const [cancelling, setCancelling] = useState(false);
  const may = useMay('project.finish');
  const body = { project: project.id };
  if (!may) return null;
  if (project.state !== 'open') {
    return (
      <Button
        variant="default"
        onClick={() => void act('project.reopen', body, { done: 'The project is open again' })}
      >
        Reopen
      </Button>
    );
  }
  return (
    <>
      <Button variant="default" onClick={() => setCancelling(true)}>
        Cancel project
      </Button>
      <Button
        leftSection={<IconCheck size={16} />}
        variant={project.next ? 'default' : 'filled'}
        onClick={() => void act('project.finish', body, { done: 'The project is finished' })}
      >
        Finish
      </Button>
      <ReasonDialog
        opened={cancelling}
        close={() => setCancelling(false)}
        title="Why is it cancelled?"
        text={
          <Text size="sm">
            Milestones that still wait are cancelled with it. What was accepted is still invoiced.
          </Text>
        }
        verb="Project is cancelled"
        usual={WHY_CANCELLED}
        send={(reason) => change('project.cancel', { ...body, reason }, 'Project cancelled')}
      />
    </>
  );
}
