// The work of a deal: its projects, or a way to begin one where nothing is signed with us.
import { Anchor, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { DealView } from '../../api/crm';
import type { ProjectLine } from '../../api/delivery';
import { useList } from '../../api/query';
import { useBusiness, useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { Money } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { readAmount, writeAmount } from '../../ui/amount';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { Day } from './Day';

export function DealProject({ deal }: { deal: DealView }) {
  const [creating, setCreating] = useState(false);
  const maySee = useMay('project.list');
  const mayCreate = useMay('project.create');
  const list = useList<ProjectLine>('/projects', {
    query: { deal: deal.id },
    nouns: ['milestone'],
    enabled: maySee,
  });
  const none = !list.pending && list.rows.length === 0;
  if (!maySee || list.pending || (none && deal.state !== 'won')) return null;
  return (
    <Block
      title="Project"
      right={
        none && mayCreate ? (
          <Button size="xs" variant="default" onClick={() => setCreating(true)}>
            Begin a project
          </Button>
        ) : null
      }
    >
      {none ? (
        <Text size="sm" c="dimmed">
          A signed agreement opens it by itself. Begin one by hand where you agreed in another way.
        </Text>
      ) : null}
      <Stack gap="xs">
        {list.rows.map((project) => (
          <Line key={project.id} project={project} />
        ))}
      </Stack>
      <Modal opened={creating} onClose={() => setCreating(false)} title="Begin a project">
        <Create deal={deal} close={() => setCreating(false)} />
      </Modal>
    </Block>
  );
}

function Line({ project }: { project: ProjectLine }) {
  return (
    <Stack gap={2}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Anchor component={Link} to={`/projects/${project.id}`} fw={550}>
          {project.title}
        </Anchor>
        <StatusBadge state={project.state} />
      </Group>
      <Text size="sm" c="dimmed">
        {project.number} · <Money of={project.sums.invoiced} fz="sm" /> of{' '}
        <Money of={project.sums.value} fz="sm" /> invoiced
        {project.next ? (
          <>
            {' '}
            · next: {project.next.title}, due <Day on={project.next.due_on} waits />
          </>
        ) : null}
      </Text>
    </Stack>
  );
}

function Create({ deal, close }: { deal: DealView; close: () => void }) {
  const navigate = useNavigate();
  const business = useBusiness();
  const currency = deal.value?.currency ?? business.currency;
  const { form, busy, problem, submit } = useCommandForm({
    initial: { name: deal.title, step: '', amount: deal.value ? writeAmount(deal.value) : '' },
    needed: { name: 'Give it a title.', step: 'Say what is delivered first.' },
    check: ({ amount }) => ({
      amount: readAmount(amount, currency) ? null : `Write an amount like 1250.00, in ${currency}.`,
    }),
    place: (path) =>
      ({ 'title': 'name', 'milestones.0.title': 'step', 'milestones.0.amount': 'amount' })[path] ?? path,
    send: async ({ name: title, step, amount }) => {
      const milestones = [{ title: step, amount: readAmount(amount, currency) }];
      const body = { contact: deal.contact, deal: deal.id, service: deal.service, title, milestones };
      const { answer, undo } = await call<{ id: string }>('project.create', body);
      close();
      say('The project is open', undo);
      await navigate({ to: `/projects/${answer.id}` });
    },
  });
  const field = (path: 'name' | 'step' | 'amount') => ({ key: form.key(path), ...form.getInputProps(path) });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput {...field('name')} label="Title" autoComplete="off" />
        <TextInput
          {...field('step')}
          label="First milestone"
          description="What is delivered first. Add the others on the project."
          autoComplete="off"
          data-autofocus
        />
        <TextInput {...field('amount')} label={`Its amount in ${currency}, net`} inputMode="decimal" />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" loading={busy} mt="xs">
          Begin project
        </Button>
      </Stack>
    </form>
  );
}
