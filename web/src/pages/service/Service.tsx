// One service: a document with its questions and rules, saved as a whole over the version that was shown.
import { Button, Group, Paper, SimpleGrid, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { call } from '../../api/call';
import type { ServiceView } from '../../api/crm';
import { Problem } from '../../api/problem';
import { useView } from '../../api/query';
import { useBusiness, useMay } from '../../api/session';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { act } from '../../ui/act';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { QuestionRows } from './QuestionRows';
import { RuleRows } from './RuleRows';
import { WorkRows } from './WorkRows';
import { bodyOf, draftOf } from './draft';

export function Page() {
  const { service: id } = useParams({ strict: false }) as { service: string };
  const { data: service, error, refetch } = useView<ServiceView>(`/services/${id}`);
  if (!service) {
    return (
      <>
        <PageHead title="Service" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  return (
    <>
      <PageHead
        title={service.name}
        above={
          <StatusBadge
            state={service.active ? 'active' : 'retired'}
            label={service.active ? 'Sold' : 'Retired'}
          />
        }
      >
        <Retire service={service} />
      </PageHead>
      <Editor key={service.id} service={service} />
    </>
  );
}

function Retire({ service }: { service: ServiceView }) {
  const may = useMay('service.retire');
  if (!may) return null;
  const retire = () =>
    act('service.retire', { service: service.id }, { done: 'Retired: no new lead gets it' });
  const back = () =>
    act('service.change', { service: service.id, active: true }, { done: 'It is sold again' });
  return (
    <Button variant="default" onClick={() => void (service.active ? retire() : back())}>
      {service.active ? 'Stop selling it' : 'Sell it again'}
    </Button>
  );
}

/** What arrives while somebody types does not replace it; saving over it is refused, and said. */
function Editor({ service }: { service: ServiceView }) {
  const { currency } = useBusiness();
  const may = useMay('service.change');
  const { form, busy, problem, submit } = useCommandForm({
    initial: draftOf(service),
    needed: { name: 'Give it a name.' },
    place: (path) => path.replace(/^(rules\.\d+)\.then$/, '$1.does'),
    send: async (draft) => {
      const body = bodyOf(service, draft, currency);
      if (body.expected === undefined) throw noAmount(currency);
      const { answer } = await call<ServiceView>('service.change', body, { ifMatch: service.rv });
      form.setValues(draftOf(answer));
      form.resetDirty(draftOf(answer));
      say('Service saved');
    },
  });
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path), readOnly: !may });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Paper p="md">
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput {...field('name')} label="Name" />
            <TextInput
              {...field('called')}
              label="Called in messages"
              description="Empty: messages speak of “your inquiry”."
            />
            <TextInput
              {...field('expected')}
              label="A lead is worth"
              description={`On average, in ${service.expected?.currency ?? currency}.`}
              inputMode="decimal"
            />
          </SimpleGrid>
        </Paper>
        <Paper p="md" component="section">
          <Title order={2} mb={4}>
            Questions
          </Title>
          <Text size="sm" c="dimmed" mb="md">
            What makes a lead real. A needed one without an answer is the next step of every open lead.
          </Text>
          <QuestionRows form={form} readOnly={!may} />
        </Paper>
        <Paper p="md" component="section">
          <Title order={2} mb={4}>
            Rules
          </Title>
          <RuleRows form={form} readOnly={!may} />
          <Switch
            mt="md"
            key={form.key('automatic')}
            {...form.getInputProps('automatic', { type: 'checkbox' })}
            disabled={!may}
            label="Decide by itself"
            description="On: the first rule that holds is done at once. Off: it is proposed, and a person confirms."
          />
        </Paper>
        <Paper p="md" component="section">
          <Title order={2} mb={4}>
            Work
          </Title>
          <Text size="sm" c="dimmed" mb="md">
            Tasks every project of it begins with, for whoever owns the project.
          </Text>
          <WorkRows form={form} readOnly={!may} />
        </Paper>
        {problem ? <ProblemNote problem={problem} /> : null}
        {may ? (
          <Group>
            <Button type="submit" loading={busy}>
              Save service
            </Button>
          </Group>
        ) : null}
      </Stack>
    </form>
  );
}

function noAmount(currency: string): Problem {
  const detail = `Write an amount like 1250.00; it is counted in ${currency}.`;
  return new Problem({
    status: 422,
    title: detail,
    errors: [{ pointer: '/expected', code: 'amount', detail }],
  });
}
